import type { Conversation } from "./conversation.ts";

const MOST_REMEMBERED = 20_000;

/** Counts how often a step of a turn was asked for: the one thing a request cannot tell. */
export interface Attempts {
  /** How many requests for this step came before this one. */
  count(conversation: Conversation, step: number): number;
}

/** Makes an empty count; the oldest steps are forgotten beyond 20,000. */
export function createAttempts(): Attempts {
  const seen = new Map<string, number>();
  return {
    count({ id, entries }, step) {
      // Items that a cut stream completed stay in the history, so its length is no part of the key.
      const turn = entries.reduce((turns, entry) => turns + (entry.kind === "user" ? 1 : 0), 0);
      const key = `${id} ${turn} ${step}`;
      const before = seen.get(key) ?? 0;
      seen.delete(key);
      seen.set(key, before + 1);
      if (seen.size > MOST_REMEMBERED) {
        const [oldest] = seen.keys();
        if (oldest !== undefined) seen.delete(oldest);
      }
      return before;
    },
  };
}
