import type { FleetGroup, FleetGroups } from "@orbitdock/client";
import type { SessionSummary } from "@orbitdock/protocol";
import { sessionName } from "./naming.ts";

/** What the list shows, from top to bottom. */
export type FleetLine =
  | { kind: "head"; group: FleetGroup; count: number }
  | { kind: "row"; id: string };

export const groupNames: Record<FleetGroup, string> = {
  needs_you: "Needs you",
  working: "Working",
  ready: "Ready",
  ended: "Ended",
};

const order: readonly FleetGroup[] = ["needs_you", "working", "ready", "ended"];

/** The groups as lines. `ended` is folded unless it is open or a filter looks into it. */
export function fleetLines(
  groups: FleetGroups,
  matches: ((id: string) => boolean) | null,
  endedOpen: boolean,
): FleetLine[] {
  const lines: FleetLine[] = [];
  for (const group of order) {
    const ids = matches ? groups[group].filter(matches) : groups[group];
    if (ids.length === 0) continue;
    lines.push({ kind: "head", group, count: ids.length });
    if (group === "ended" && !endedOpen && !matches) continue;
    for (const id of ids) lines.push({ kind: "row", id });
  }
  return lines;
}

/** Whether a session has all the words, in any order, in its name, place or model. */
export function matchesFilter(session: SessionSummary, filter: string): boolean {
  const text = [
    sessionName(session),
    session.project_name,
    session.project_path,
    session.git_branch,
    session.provider,
    session.model,
  ]
    .join("\n")
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The id `by` rows away; from nowhere, the first or the last. */
export function step(ids: readonly string[], from: string | null, by: 1 | -1): string | null {
  const at = from === null ? -1 : ids.indexOf(from);
  if (at < 0) return (by > 0 ? ids[0] : ids.at(-1)) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}

/** The next of those that wait, round and round. */
export function nextWaiting(waiting: readonly string[], from: string | null): string | null {
  const at = from === null ? -1 : waiting.indexOf(from);
  return waiting[(at + 1) % waiting.length] ?? null;
}
