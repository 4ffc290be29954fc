import type { SessionChange } from "@orbitdock/protocol";
import { mergeAppends as mergeChanges } from "../store/merge.ts";

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
  const change = mergeChanges(before.change, after.change);
  if (change === null) return null;
  return { change, revision: after.revision, revisions: before.revisions + after.revisions };
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
