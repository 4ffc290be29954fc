import type { Socket } from "node:net";
import type { AgentProcess } from "./agent-process.ts";
import type { Cursor } from "./held-log.ts";
import { LineSplitter } from "./line-splitter.ts";
import {
  MAX_REQUEST_BYTES,
  MAX_STRANGER_REQUEST_BYTES,
  WireError,
  controlFrame,
  parseJson,
  requestSchema,
} from "./wire.ts";
import type { Reply, Request } from "./wire.ts";

/** What one flush hands to the socket before it waits for it to drain, in bytes. */
const BATCH_BYTES = 256 << 10;
const SMALL_BATCH_BYTES = 16 << 10;
/** Replies that may wait for a peer that does not read, before its requests are no longer read, in bytes. */
const REPLY_QUEUE_BYTES = 1 << 20;
/** How long a peer that is being closed may take to read its last words. */
const CLOSE_GRACE_MS = 2_000;

export interface ConnectionEvents {
  request(connection: Connection, request: Request): void;
  closed(connection: Connection): void;
}

interface Replay {
  agent: AgentProcess;
  cursor: Cursor;
}

/** One peer of the host: its requests in, its replies and entries out, never more in flight than one batch. */
export class Connection {
  /** The name the peer gave when it attached. */
  server: string | undefined;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #replays = new Map<string, Replay>();
  readonly #splitter: LineSplitter;
  #replies: string[] = [];
  #replyBytes = 0;
  #scheduled = false;
  /** A batch is on its way; the next waits until the socket has taken it. */
  #writing = false;
  /** The memory of the batch on its way, used again for the next. */
  #batch: Buffer = Buffer.alloc(0);
  #closing = false;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#splitter = new LineSplitter(
      { maxBytes: MAX_STRANGER_REQUEST_BYTES, headBytes: 0 },
      {
        line: (bytes, start, end) => this.#line(bytes.toString("utf8", start, end)),
        overlong: () => undefined,
      },
    );
    socket.on("data", (chunk: Buffer) => this.#data(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#closing = true;
      this.#replays.clear();
      this.#events.closed(this);
    });
  }

  /** Marks the peer as the attached server, which may send large requests. */
  attach(server: string): void {
    this.server = server;
    this.#splitter.maxBytes = MAX_REQUEST_BYTES;
  }

  send(reply: Reply): void {
    if (this.#closing) return;
    const frame = controlFrame(reply);
    this.#replies.push(frame);
    this.#replyBytes += frame.length;
    if (this.#replyBytes > REPLY_QUEUE_BYTES) this.#socket.pause();
    this.schedule();
  }

  /** From now on the agent's entries after `from` go to this peer; returns where it really starts. */
  replay(agent: AgentProcess, from: number): number {
    const cursor = agent.log.cursorAfter(from);
    this.#replays.set(agent.id, { agent, cursor });
    this.schedule();
    return cursor.sent;
  }

  stopReplay(agentId: string): void {
    this.#replays.delete(agentId);
  }

  /** Sends what there is at the end of this tick, so that many small lines share one write. */
  schedule(): void {
    if (this.#scheduled || this.#writing || this.#closing) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  /** Every entry and reply has been handed to the socket, and the socket has taken it. */
  get idle(): boolean {
    if (this.#closing) return true;
    if (this.#scheduled || this.#writing || this.#replies.length > 0) return false;
    for (const { agent, cursor } of this.#replays.values())
      if (cursor.sent < agent.log.last) return false;
    return true;
  }

  /** Says a last word and closes; nothing the peer sends from now on is obeyed. */
  close(lastWord?: Reply): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#replays.clear();
    this.#socket.end(
      this.#replies.join("") + (lastWord === undefined ? "" : controlFrame(lastWord)),
    );
    this.#replies = [];
    const deadline = setTimeout(() => this.#socket.destroy(), CLOSE_GRACE_MS);
    this.#socket.on("close", () => clearTimeout(deadline));
    this.#socket.resume();
  }

  #data(chunk: Buffer): void {
    if (this.#closing) return;
    this.#splitter.push(chunk);
    if (!this.#splitter.overflowing) return;
    const limit = this.server === undefined ? MAX_STRANGER_REQUEST_BYTES : MAX_REQUEST_BYTES;
    this.close({
      type: "error",
      code: "frame_too_long",
      message: `a request is longer than ${limit} bytes`,
    });
  }

  #line(line: string): void {
    if (this.#closing) return;
    let request: Request;
    try {
      request = parseJson(requestSchema, line);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.send({ type: "error", code: "bad_frame", message: error.message });
      return;
    }
    this.#events.request(this, request);
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#writing || this.#closing) return;
    const batch: Buffer[] = [];
    let bytes = 0;
    if (this.#replies.length > 0) {
      const replies = Buffer.from(this.#replies.join(""));
      batch.push(replies);
      bytes += replies.length;
      this.#replies = [];
      this.#replyBytes = 0;
      this.#socket.resume();
    }
    for (const [id, replay] of this.#replays) {
      if (bytes >= BATCH_BYTES) break;
      const read = replay.agent.log.read(replay.cursor, BATCH_BYTES - bytes, batch);
      if (read === 0) continue;
      bytes += read;
      // To the end of the line, so that one loud agent does not starve the others.
      this.#replays.delete(id);
      this.#replays.set(id, replay);
    }
    if (bytes === 0) return;
    this.#writing = true;
    this.#socket.write(this.#join(batch, bytes), () => {
      this.#writing = false;
      this.schedule();
    });
  }

  #join(parts: Buffer[], bytes: number): Buffer {
    if (bytes > BATCH_BYTES * 2) return Buffer.concat(parts, bytes);
    if (bytes > this.#batch.length) {
      this.#batch = Buffer.allocUnsafeSlow(
        bytes > SMALL_BATCH_BYTES ? BATCH_BYTES * 2 : SMALL_BATCH_BYTES,
      );
    }
    let at = 0;
    for (const part of parts) at += part.copy(this.#batch, at);
    return this.#batch.subarray(0, at);
  }
}
