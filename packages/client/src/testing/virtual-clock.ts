import type { Clock } from "../clock.ts";

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that moves when it is told to. */
export interface VirtualClock extends Clock {
  /** Moves on by so many milliseconds and runs what falls due, in order. */
  advance(ms: number): void;
}

/** @param start milliseconds since 1970 at which it begins. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  /** The next to fall due last; of those due at once, the one set first. */
  const timers: Timer[] = [];

  return {
    now: () => now,
    setTimeout(callback, ms) {
      const timer = { at: now + Math.max(0, ms), callback };
      let index = timers.length;
      while (index > 0 && (timers[index - 1]?.at ?? 0) <= timer.at) index -= 1;
      timers.splice(index, 0, timer);
      return timer;
    },
    clearTimeout(timer) {
      const index = timers.indexOf(timer as Timer);
      if (index >= 0) timers.splice(index, 1);
    },
    advance(ms) {
      const until = now + ms;
      for (let next = timers.at(-1); next !== undefined && next.at <= until; next = timers.at(-1)) {
        timers.pop();
        now = next.at;
        next.callback();
      }
      now = until;
    },
  };
}
