/** Lets through so many a second, with a burst of a second's worth. */
export interface RateLimiter {
  /**
   * Whether one more may pass at `now` (milliseconds of any clock that does not run backwards).
   * What is refused costs nothing.
   */
  take(now: number): boolean;
  /** Milliseconds from `now` until one more may pass. */
  retryAfter(now: number): number;
}

/** A token bucket of `perSecond`, full at first. */
export function createRateLimiter(perSecond: number): RateLimiter {
  let tokens = perSecond;
  let filledAt: number | undefined;
  const fill = (now: number) => {
    const elapsed = Math.max(0, now - (filledAt ?? now));
    tokens = Math.min(perSecond, tokens + (elapsed * perSecond) / 1000);
    filledAt = now;
  };
  return {
    take(now) {
      fill(now);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    retryAfter(now) {
      fill(now);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond);
    },
  };
}

/** Counts what is open, up to a bound. */
export interface ConnectionCounter {
  readonly open: number;
  /** Counts one in and gives the way out (harmless when called twice), or null when all is taken. */
  enter(): (() => void) | null;
}

export function createConnectionCounter(max: number): ConnectionCounter {
  let open = 0;
  return {
    get open() {
      return open;
    },
    enter() {
      if (open >= max) return null;
      open += 1;
      let inside = true;
      return () => {
        if (inside) open -= 1;
        inside = false;
      };
    },
  };
}
