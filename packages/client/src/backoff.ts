export const backoff = { baseMs: 250, capMs: 15_000 } as const;

/**
 * How long to wait before the given attempt (from 1): exponential with full jitter, so that clients
 * that lost one server together do not come back together.
 * @param random gives a number in [0, 1).
 */
export function backoffDelay(attempt: number, random: () => number): number {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 16));
  return Math.floor(random() * ceiling);
}
