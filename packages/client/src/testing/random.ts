/** Choices that a seed repeats. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True so often, of 1. */
  chance(probability: number): boolean;
  /** One of them. @throws Error when there is none. */
  pick<T>(from: readonly T[]): T;
}

/** The mulberry32 generator: small, and good enough to choose with. */
export function seeded(seed: number): Random {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick(from) {
      const index = Math.floor(next() * from.length);
      if (index >= from.length) throw new Error("nothing to pick from");
      return from[index] as (typeof from)[number];
    },
  };
}
