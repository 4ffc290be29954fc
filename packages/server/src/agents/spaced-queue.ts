import type { OutboxEntry } from "@orbitdock/core";

/**
 * Hands entries on at once, but those that ask for room one after the other, so that the starts of
 * many turns do not pile up in one agent. Within a session nothing overtakes.
 */
export class SpacedQueue {
  readonly #spacing: (entry: OutboxEntry) => number;
  readonly #hand: (entry: OutboxEntry) => void;
  readonly #waiting: OutboxEntry[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(spacing: (entry: OutboxEntry) => number, hand: (entry: OutboxEntry) => void) {
    this.#spacing = spacing;
    this.#hand = hand;
  }

  push(entry: OutboxEntry): void {
    const spaced = this.#spacing(entry) > 0;
    const behind = this.#waiting.some((waiting) => waiting.session_id === entry.session_id);
    if (this.#timer !== null && (spaced || behind)) this.#waiting.push(entry);
    else this.#next(entry);
  }

  clear(): void {
    this.#waiting.length = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(entry: OutboxEntry): void {
    this.#hand(entry);
    const spacing = this.#spacing(entry);
    if (spacing === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#drain();
    }, spacing);
  }

  #drain(): void {
    while (this.#timer === null) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      this.#next(entry);
    }
  }
}
