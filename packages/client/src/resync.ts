import { backoffDelay } from "./backoff.ts";
import type { Clock } from "./clock.ts";

/** Without a resync for so long, the next one is the first again. */
const calmAfterMs = 30_000;

/**
 * Paces the requests for a fresh snapshot: the first at once, those that follow it soon with
 * back-off, so that a server and a client that disagree for good do not shout at each other.
 */
export function resyncPace(clock: Clock, random: () => number) {
  let count = 0;
  let lastAt = -Infinity;
  let timer: unknown = null;

  function cancel() {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  }

  return {
    cancel,
    /** Calls `ask` now or later; a call that is still to come replaces this one. */
    soon(ask: () => void): void {
      if (timer !== null) return;
      if (clock.now() - lastAt >= calmAfterMs) count = 0;
      lastAt = clock.now();
      count += 1;
      if (count === 1) {
        ask();
        return;
      }
      timer = clock.setTimeout(
        () => {
          timer = null;
          ask();
        },
        backoffDelay(count - 1, random),
      );
    },
  };
}
