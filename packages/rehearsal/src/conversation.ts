/**
 * Where a conversation stands in its scenario, told from the request alone: every call id that
 * we hand out carries its step, so a restarted server and a hundred threads need no state.
 */

/** What both APIs' histories come down to here. */
export type Entry =
  | { kind: "user"; text: string }
  | { kind: "assistant" }
  | { kind: "call"; id: string }
  | { kind: "output"; id: string; text: string };

export interface Conversation {
  /** The provider's own name for the thread, or one made from its beginning. */
  id: string;
  entries: Entry[];
}

let made = 0;
/** Tells this process' ids from those of one that ran before it in the same thread. */
const lifetime = crypto.randomUUID().slice(0, 8);

/** A fresh id for an output item. */
export function itemId(prefix: string): string {
  return `${prefix}_${lifetime}${(made++).toString(36)}`;
}

/** A fresh call id that says at which step it was handed out. */
export function callId(prefix: string, step: number): string {
  return itemId(`${prefix}_s${step}`);
}

function stepOfCall(id: string): number | undefined {
  const step = /_s(\d{1,6})_/.exec(id)?.[1];
  return step === undefined ? undefined : Number(step);
}

/** Compaction takes the calls out of the history; its summary keeps the step in these words. */
export function summaryAt(step: number): string {
  return `Summary: the work so far went as scripted, ${step} steps of it.`;
}
const SUMMARY = /Summary: the work so far went as scripted, (\d{1,6}) steps of it\./;

/**
 * How many responses were completed since the entry at `from`: those whose calls are in the
 * history, and those that ended in text which a user message answered.
 */
export function stepSince(entries: readonly Entry[], from: number): number {
  let step = 0;
  let endsInText = false;
  for (const entry of entries.slice(from + 1)) {
    if (entry.kind === "assistant") endsInText = true;
    else if (entry.kind === "user") {
      if (endsInText) step++;
      const summed = SUMMARY.exec(entry.text)?.[1];
      if (summed !== undefined) step = Number(summed);
      endsInText = false;
    } else {
      const called = stepOfCall(entry.id);
      if (called !== undefined) step = Math.max(step, called + 1);
      endsInText = false;
    }
  }
  return step;
}

/** What Codex 0.169 and Claude Code 2.1 tell the model of a declined call (measured; recorded). */
const DECLINED = /rejected by user|The user doesn't want to (take|proceed)/;

/** Whether the person declined what the last response asked for. */
export function wasDeclined(entries: readonly Entry[]): boolean {
  for (const entry of entries.toReversed()) {
    if (entry.kind === "output") {
      if (DECLINED.test(entry.text.slice(0, 2000))) return true;
    } else if (entry.kind !== "user") return false;
  }
  return false;
}
