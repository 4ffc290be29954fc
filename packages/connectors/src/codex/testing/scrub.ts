/** Takes out of a recording what is of one machine or one moment, the same way throughout. */
import { dirname } from "node:path";

type Line = { from?: string; to?: string };

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Item ids that the scripted model makes up. */
const modelId = /\b(?:msg|rs|call_s\d+|fc|ctc)_[0-9a-z]{6,}\b/g;
const moment =
  /^(?:\w*AtMs|createdAt|updatedAt|recencyAt|startedAt|completedAt|durationMs|processId)$/;

/** A function that scrubs the lines of one recording, which ran in the directory `cwd`. */
export function scrubber(cwd: string): (line: Line) => { from?: unknown; to?: unknown } {
  const names = new Map<string, string>();
  const nameOf = (found: string, make: (number: number) => string): string => {
    const name = names.get(found) ?? make(names.size + 1);
    names.set(found, name);
    return name;
  };
  const root = dirname(cwd);
  const scrubText = (text: string): string =>
    text
      .replaceAll(cwd, "/repo")
      .replaceAll(`${root}/home`, "/codex-home")
      .replaceAll(/rollout-[\dT-]+?-(?=[0-9a-f]{8}-)/g, "rollout-")
      .replaceAll(/sessions\/\d{4}\/\d\d\/\d\d/g, "sessions/2026/01/01")
      .replaceAll(/\(Linux[^)]*\)|\((?:Debian|Ubuntu|macOS|Mac OS)[^)]*\)/g, "(os)")
      .replaceAll(uuid, (found) =>
        nameOf(found, (number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`),
      )
      .replaceAll(modelId, (found) =>
        nameOf(found, (number) => `${found.split("_")[0]}_${number}`),
      );
  const scrub = (value: unknown, key = ""): unknown => {
    if (typeof value === "string")
      return key === "serverName" && !/^notes$/.test(value) ? "machine" : scrubText(value);
    if (typeof value === "number") return moment.test(key) ? 0 : value;
    if (Array.isArray(value)) return value.map((item) => scrub(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        name === "processId" && item !== null ? "1" : scrub(item, name),
      ]),
    );
  };
  return ({ from, to }) => ({
    ...(from === undefined ? {} : { from: scrub(JSON.parse(from)) }),
    ...(to === undefined ? {} : { to: scrub(JSON.parse(to)) }),
  });
}
