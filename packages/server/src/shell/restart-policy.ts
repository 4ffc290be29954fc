const DELAYS_MS = [500, 1_000, 2_000] as const;
const HEALTHY_MS = 60_000;

/** Says whether a server that ended is started again, and after how long. */
export interface RestartPolicy {
  /** The server is ready (`now` in milliseconds of one clock, here and below). */
  ready(now: number): void;
  /** The server ended: milliseconds until the next start, or null when there was enough of it. */
  ended(now: number): number | null;
  /** Restarts since the count last began at nought. */
  readonly restarts: number;
}

/** Three restarts, each after twice the time; one that was ready for a minute is forgiven all before. */
export function createRestartPolicy(delays: readonly number[] = DELAYS_MS): RestartPolicy {
  let restarts = 0;
  let readySince: number | undefined;
  return {
    ready(now) {
      readySince = now;
    },
    ended(now) {
      if (readySince !== undefined && now - readySince >= HEALTHY_MS) restarts = 0;
      readySince = undefined;
      const delay = delays[restarts];
      if (delay === undefined) return null;
      restarts += 1;
      return delay;
    },
    get restarts() {
      return restarts;
    },
  };
}
