/** The recordings in fixtures/, made by record-codex-fixtures.ts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Heard } from "../../connector.ts";
import { codexConnector } from "../connector.ts";
import { thread } from "./asking.ts";
import { written } from "./written.ts";

const folder = join(import.meta.dir, "../fixtures");

export const fixtureNames: readonly string[] = [
  ...readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length)),
  "written",
];

/** One line over the pipes, either way. */
export interface Recorded {
  from?: unknown;
  to?: unknown;
}

export function recorded(name: string): Recorded[] {
  const text = readFileSync(join(folder, `${name}.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What codex wrote in a recording; `written` is no recording, but written by its types. */
export function recordedLines(name: string): readonly string[] {
  if (name === "written") return written;
  return recorded(name).flatMap(({ from }) => (from === undefined ? [] : [JSON.stringify(from)]));
}

/** What a connector hears in these lines that knows the fixtures' thread. */
export function hearAll(lines: readonly string[]): Heard[] {
  const connector = codexConnector({ env: {} });
  connector.adopt("codex", [{ session_id: "session-1", thread_id: thread }]);
  return lines.flatMap((line) => connector.hear("codex", line));
}

/** A line of text for each thing heard, to be read and compared by people. */
export function readable(heard: readonly Heard[]): string {
  return heard
    .map(readableOne)
    .join("\n")
    .replaceAll(/0{8}-0{4}-7000-8000-0*/g, "#");
}

function readableOne(heard: Heard): string {
  switch (heard.type) {
    case "input": {
      const { type, ...rest } = heard.input;
      return `${heard.session_id} ${type} ${inline(rest)}`;
    }
    case "write":
      return heard.lines.map(({ data }) => `write ${data}`).join("\n");
    case "models":
      return `models ${heard.models.map((model) => model.id).join(" ")}`;
    case "rate_limits":
    case "query_failed":
    case "unrouted": {
      const { type, ...rest } = heard;
      return `${type} ${inline(rest)}`;
    }
  }
}

/** Without what is the same in every recording: the script in the prompt, codex' version. */
function inline(value: object): string {
  return JSON.stringify(value)
    .replaceAll(/SCRIPT:.*?\]\}(?=")/g, "…")
    .replaceAll('\\"', "'");
}
