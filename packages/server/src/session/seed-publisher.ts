import type { Message, MessageChanges, SessionChange, SessionState } from "@orbitdock/protocol";
import { seedTopic, type Transport } from "./transport.ts";

/** A growing text is sent whole again once it is this much longer … */
const growth = 1.125;
/** … or this old, in milliseconds: so a long answer does not cost the square of its length. */
const staleMs = 250;

interface Growing {
  field: "content" | "tool_output";
  sentLength: number;
  sentAt: number;
}

/**
 * The same changes for readers of the seed protocol, who cannot append: growing texts whole, less
 * and less often, and always before anything else that is said.
 */
export class SeedPublisher {
  readonly #sessionId: string;
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #growing = new Map<string, Growing>();
  state: SessionState | null = null;

  constructor(sessionId: string, transport: Transport, now: () => number) {
    this.#sessionId = sessionId;
    this.#transport = transport;
    this.#now = now;
  }

  publish(change: SessionChange, frame: string): void {
    const grows = growsField(change);
    if (grows === null) {
      this.#sendAll();
      this.#transport.publish(seedTopic(this.#sessionId), frame);
      return;
    }
    const { messageId, field } = grows;
    const key = `${field}:${messageId}`;
    const growing = this.#growing.get(key) ?? { field, sentLength: 0, sentAt: 0 };
    this.#growing.set(key, growing);
    this.#sendDue();
  }

  /** Sends what is due; true while something is still held back. */
  tick(): boolean {
    this.#sendDue();
    return this.#behind().length > 0;
  }

  #sendDue(): void {
    const now = this.#now();
    for (const { growing, message, text } of this.#behind())
      if (text.length >= growing.sentLength * growth || now - growing.sentAt >= staleMs)
        this.#send(growing, message, text);
  }

  #sendAll(): void {
    for (const { growing, message, text } of this.#behind()) this.#send(growing, message, text);
    this.#growing.clear();
  }

  #behind(): { growing: Growing; message: Message; text: string }[] {
    const behind = [];
    for (const [key, growing] of this.#growing) {
      const id = key.slice(key.indexOf(":") + 1);
      const message = this.state?.messages.findLast((candidate) => candidate.id === id);
      const text = message?.[growing.field];
      if (message && text && text.length > growing.sentLength)
        behind.push({ growing, message, text });
    }
    return behind;
  }

  #send(growing: Growing, message: Message, text: string): void {
    growing.sentLength = text.length;
    growing.sentAt = this.#now();
    const changes: MessageChanges = { [growing.field]: text };
    this.#transport.publish(
      seedTopic(this.#sessionId),
      JSON.stringify({
        type: "message_updated",
        session_id: this.#sessionId,
        message_id: message.id,
        changes,
      }),
    );
  }
}

function growsField(
  change: SessionChange,
): { messageId: string; field: "content" | "tool_output" } | null {
  if (change.type !== "message_updated") return null;
  if (change.changes.content_append) return { messageId: change.message_id, field: "content" };
  if (change.changes.tool_output_append)
    return { messageId: change.message_id, field: "tool_output" };
  return null;
}
