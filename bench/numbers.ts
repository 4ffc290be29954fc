/** The middle of some numbers; of two middles the upper. NaN for none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that this share (0 to 1) of the numbers does not exceed. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Milliseconds of a clock that all processes of this machine share. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}
