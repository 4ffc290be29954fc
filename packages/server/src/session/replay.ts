import type { SessionChange } from "@orbitdock/protocol";

/** A change with the session's revision after it, and how many changes it stands for. */
export interface StampedChange {
  change: SessionChange;
  revision: number;
  revisions: number;
}

/**
 * Merges a change into the one before it where both only add to the same text of the same message.
 * Gives null where they are no such pair.
 */
export function mergeAppends(before: StampedChange, after: StampedChange): StampedChange | null {
  const a = before.change;
  const b = after.change;
  if (a.type !== "message_updated" || b.type !== "message_updated") return null;
  if (a.message_id !== b.message_id) return null;
  const field = onlyAppend(a.changes);
  if (field === null || field !== onlyAppend(b.changes)) return null;
  const first = a.changes[field];
  const second = b.changes[field];
  if (!first || !second || first.offset + first.text.length !== second.offset) return null;
  return {
    change: {
      type: "message_updated",
      message_id: a.message_id,
      changes: { [field]: { offset: first.offset, text: first.text + second.text } },
    },
    revision: after.revision,
    revisions: before.revisions + after.revisions,
  };
}

type AppendField = "content_append" | "tool_output_append";

function onlyAppend(changes: object): AppendField | null {
  let only: AppendField | null = null;
  for (const key in changes) {
    if (only !== null || (key !== "content_append" && key !== "tool_output_append")) return null;
    only = key;
  }
  return only;
}

/** The last changes of a session, for readers that come back. */
export class ReplayRing {
  readonly #capacity: number;
  readonly #ring: SessionChange[] = [];
  /** The revision after the newest change. */
  #revision: number;

  constructor(capacity: number, revision: number) {
    this.#capacity = capacity;
    this.#revision = revision;
  }

  push(change: SessionChange): void {
    this.#revision += 1;
    this.#ring[this.#revision % this.#capacity] = change;
  }

  /** What came after `revision`, merged; null when that is no longer (or not yet) known. */
  since(revision: number): StampedChange[] | null {
    const missed = this.#revision - revision;
    if (missed < 0 || missed > this.#capacity) return null;
    const result: StampedChange[] = [];
    for (let at = revision + 1; at <= this.#revision; at++) {
      const change = this.#ring[at % this.#capacity];
      if (change === undefined) return null;
      const stamped = { change, revision: at, revisions: 1 };
      const last = result.at(-1);
      const merged = last ? mergeAppends(last, stamped) : null;
      if (merged) result[result.length - 1] = merged;
      else result.push(stamped);
    }
    return result;
  }
}
