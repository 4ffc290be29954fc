import type { SessionChange, SessionState } from "@orbitdock/protocol";
import { mergeAppends, type StampedChange } from "./replay.ts";
import { SeedPublisher } from "./seed-publisher.ts";
import type { Ticker, Ticking } from "./ticker.ts";
import { seedTopic, sessionTopic, type Transport } from "./transport.ts";

/**
 * Tells a session's readers of its changes: the first at once, those of a burst once a window, with
 * adjacent appends merged. A frame is encoded once, however many read it.
 */
export class Publisher implements Ticking {
  readonly #sessionId: string;
  readonly #transport: Transport;
  readonly #ticker: Ticker;
  readonly #seed: SeedPublisher;
  #waiting: StampedChange[] = [];

  constructor(sessionId: string, transport: Transport, ticker: Ticker, now: () => number) {
    this.#sessionId = sessionId;
    this.#transport = transport;
    this.#ticker = ticker;
    this.#seed = new SeedPublisher(sessionId, transport, now);
  }

  /** Takes changes, in order, that led to `state` and `revision`. */
  push(changes: readonly SessionChange[], revision: number, state: SessionState): void {
    let at = revision - changes.length;
    for (const change of changes) {
      at += 1;
      const stamped = { change, revision: at, revisions: 1 };
      const last = this.#waiting.at(-1);
      const merged = last ? mergeAppends(last, stamped) : null;
      if (merged) this.#waiting[this.#waiting.length - 1] = merged;
      else this.#waiting.push(stamped);
    }
    this.#seed.state = state;
    if (this.#ticker.has(this)) return;
    this.flush();
    this.#ticker.add(this);
  }

  tick(): boolean {
    const had = this.#waiting.length > 0;
    this.flush();
    const seedWaits = this.#seed.tick();
    return had || seedWaits;
  }

  /** Sends what waits, so that a snapshot taken now is followed by later changes only. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const topic = sessionTopic(this.#sessionId);
    const read = this.#transport.listeners(topic) > 0;
    const seedRead = this.#transport.listeners(seedTopic(this.#sessionId)) > 0;
    if (!read && !seedRead) return;
    for (const stamped of waiting) {
      const frame = encodeChange(this.#sessionId, stamped);
      if (read) this.#transport.publish(topic, frame);
      if (seedRead) this.#seed.publish(stamped.change, frame);
    }
  }
}

/** A change as it goes over the wire. */
export function encodeChange(sessionId: string, stamped: StampedChange): string {
  const { change, revision, revisions } = stamped;
  return JSON.stringify({
    session_id: sessionId,
    revision,
    ...(revisions === 1 ? {} : { revisions }),
    ...change,
  });
}
