import type { SessionSummary, SummaryChanges } from "@orbitdock/protocol";

/** Fields of a session that a row of the fleet does not have, and a delta may carry all the same. */
const notInSummary = new Set(["current_diff", "current_plan", "turn", "queue"]);

/** Folds a delta, in the list's terms, into a row of the fleet. */
export function changeSummary(before: SessionSummary, changes: SummaryChanges): SessionSummary {
  const entries = Object.entries(changes).filter(
    ([key, value]) => value !== undefined && !notInSummary.has(key),
  );
  const after: SessionSummary = { ...before, ...Object.fromEntries(entries) };
  if (changes.pending_approval !== undefined) {
    const waits = changes.pending_approval !== null;
    after.has_pending_approval = waits;
    // A count that was not said is at least in keeping with the approval that was.
    if (changes.pending_count === undefined)
      after.pending_count = waits ? Math.max(1, before.pending_count) : 0;
  }
  return after;
}

/** Folds the end of a session into its row. */
export function endSummary(before: SessionSummary, reason: string): SessionSummary {
  return {
    ...before,
    status: "ended",
    work_status: "ended",
    agent_status: "stopped",
    ended_reason: reason,
    current_tool: null,
  };
}

/** Whether two pieces of JSON say the same; keys in any order. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object") return false;
  if (one === null || other === null || Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  );
}
