/** Something with work left over from this window. */
export interface Ticking {
  /** Does the work that gathered; false when there was none and no further tick is wanted. */
  tick(): boolean;
}

/** One timer for all that coalesces at the same pace, running only while something gathers. */
export class Ticker {
  readonly #intervalMs: number;
  readonly #ticking = new Set<Ticking>();
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  has(ticking: Ticking): boolean {
    return this.#ticking.has(ticking);
  }

  add(ticking: Ticking): void {
    this.#ticking.add(ticking);
    this.#timer ??= setInterval(() => this.tick(), this.#intervalMs);
  }

  remove(ticking: Ticking): void {
    this.#ticking.delete(ticking);
  }

  tick(): void {
    for (const ticking of this.#ticking) if (!ticking.tick()) this.#ticking.delete(ticking);
    if (this.#ticking.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
