import type { Clock } from "./clock.ts";

export const heartbeatTimes = { pingEveryMs: 20_000, deadAfterMs: 10_000 } as const;

/**
 * Finds out whether the other side is still there: a ping every 20 s, and 10 s without any frame
 * after one means dead. A half-open TCP connection is noticed by nothing else.
 */
export function heartbeat(clock: Clock, ping: (id: string) => void, dead: () => void) {
  let timer: unknown = null;
  let pings = 0;
  let pingedAt = 0;
  let heard = false;
  let roundTrip: number | null = null;

  function stop() {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  }
  function beat() {
    stop();
    pings += 1;
    pingedAt = clock.now();
    heard = false;
    timer = clock.setTimeout(judge, heartbeatTimes.deadAfterMs);
    ping(`ping-${pings}`);
  }
  function judge() {
    timer = null;
    if (!heard) dead();
    else timer = clock.setTimeout(beat, heartbeatTimes.pingEveryMs - heartbeatTimes.deadAfterMs);
  }

  return {
    /** Pings now, and from now on. */
    beat,
    stop,
    heard() {
      heard = true;
    },
    pong(id: string | undefined) {
      if (id === `ping-${pings}`) roundTrip = clock.now() - pingedAt;
    },
    /** Milliseconds from the last answered ping to its pong; null before the first. */
    get roundTrip() {
      return roundTrip;
    },
  };
}
