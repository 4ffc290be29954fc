import type { Transport } from "../src/session/transport.ts";

export interface PublishedFrame {
  /** `performance.now()`. */
  at: number;
  topic: string;
  frame: string;
}

/** Passes frames on, and keeps those published while it records. */
export class RecordingTransport implements Transport {
  readonly #next: Transport;
  #published: PublishedFrame[] | null = null;

  constructor(next: Transport) {
    this.#next = next;
  }

  /** Gives the list that grows from now on. */
  record(): PublishedFrame[] {
    this.#published = [];
    return this.#published;
  }

  stopRecording(): void {
    this.#published = null;
  }

  publish(topic: string, frame: string): void {
    this.#published?.push({ at: performance.now(), topic, frame });
    this.#next.publish(topic, frame);
  }

  listeners(topic: string): number {
    return this.#next.listeners(topic);
  }
}
