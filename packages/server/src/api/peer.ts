import {
  capabilities as known,
  type ClientMessage,
  type ClientMessageOf,
  type ErrorCode,
  limits,
  protocolVersion,
  type ServerMessage,
  snapshotOf,
} from "@orbitdock/protocol";
import type { SessionActor } from "../session/actor.ts";
import { encodeChange } from "../session/publisher.ts";
import type { Registry } from "../session/registry.ts";
import { listTopic, seedTopic, sessionTopic } from "../session/transport.ts";
import { createRateLimiter } from "../shell/limits.ts";
import type { Logger } from "../shell/log.ts";
import type { Acknowledgement } from "./command-log.ts";
import { CommandRejected } from "./command-rejected.ts";
import type { Desk } from "./desk.ts";
import { readFrame } from "./read-frame.ts";

/** What a peer asks of its socket. */
export interface PeerSocket {
  send(frame: string): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
}

export interface PeerOptions {
  socket: PeerSocket;
  registry: Registry;
  desk: Desk;
  log: Logger;
  server: { version: string; instanceId: string };
  /** Milliseconds of a clock that does not run backwards. */
  now(): number;
}

/** Frames of one client that wait for those before them; more than a client may send in seconds. */
const mostWaiting = 1_000;

let ownIds = 0;

/** One connected client: reads its frames in order and answers them. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #limiter = createRateLimiter(limits.commandsPerSecond);
  #name = "client";
  #appends = false;
  /** Sessions this client reads, with the topic it reads each by. */
  readonly #reads = new Map<string, string>();
  #order: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
  }

  /** Takes a frame. Frames are handled one after the other; answers that wait for the disk are not. */
  receive(frame: string | Buffer): void {
    const read = readFrame(frame);
    if (!this.#limiter.take(this.#options.now()) || this.#waiting >= mostWaiting)
      return this.#error(
        "overloaded",
        `Up to ${limits.commandsPerSecond} messages a second are read on one connection; this one was not. Send it again in a moment.`,
        read.ok ? read.message : read,
      );
    if (!read.ok) return this.#error(read.code, read.message, read);
    const { message } = read;
    this.#waiting += 1;
    this.#order = this.#order.then(async () => {
      this.#waiting -= 1;
      if (this.#closed) return;
      try {
        await this.#handle(message);
      } catch (error) {
        this.#failed(message, error);
      }
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#reads.size > 0) this.#options.registry.letRest();
    this.#reads.clear();
  }

  async #handle(message: ClientMessage): Promise<void> {
    const { desk } = this.#options;
    switch (message.type) {
      case "hello":
        return this.#hello(message);
      case "ping":
        return this.#send({ type: "pong", ...echo(message) });
      case "subscribe_list":
        return this.#subscribeList(message);
      case "subscribe_session":
        return this.#subscribe(await desk.session(message.session_id), message);
      case "unsubscribe_session":
        return this.#unsubscribe(message);
      case "create_session":
      case "fork_session":
        return this.#acknowledge(
          message,
          desk.create(message, (actor) => this.#watch(actor)),
        );
      case "send_message":
      case "steer_session":
      case "approve_tool":
      case "answer_question":
      case "interrupt_session":
      case "end_session":
      case "resume_session":
      case "update_session_config":
      case "rename_session":
      case "compact_session":
      case "remove_queued": {
        // The session has to be in memory before the command, so that none overtakes another.
        await desk.session(message.session_id);
        return this.#acknowledge(message, desk.command(message, this.#name));
      }
      default:
        return this.#answer(message, desk.query(message));
    }
  }

  #hello(message: ClientMessageOf<"hello">): void {
    const { version, instanceId } = this.#options.server;
    this.#name = message.client.name || "client";
    this.#appends = message.capabilities.includes(known.append);
    this.#send({
      type: "welcome",
      protocol: protocolVersion,
      server: { name: "orbitdock", version, instance_id: instanceId },
      capabilities: Object.values(known),
    });
    this.#confirm(message);
  }

  #subscribeList(message: ClientMessageOf<"subscribe_list">): void {
    const { registry, socket, desk } = this.#options;
    const sessions = registry.summaries();
    this.#send({ type: "sessions_list", sessions });
    socket.subscribe(listTopic);
    this.#send({ type: "server_status", status: desk.status() });
    this.#confirm(message);
  }

  /** From here on the client gets every change: what it missed or a snapshot first. */
  #subscribe(actor: SessionActor, message: ClientMessageOf<"subscribe_session">): void {
    actor.flush();
    const missed = message.since ? actor.missed(message.since.epoch, message.since.revision) : null;
    if (missed) {
      this.#send({
        type: "session_resumed",
        session_id: actor.id,
        epoch: actor.epoch,
        revision: message.since?.revision ?? 0,
      });
      for (const stamped of missed) this.#options.socket.send(encodeChange(actor.id, stamped));
    } else this.#sendSnapshot(actor);
    this.#read(actor.id);
    this.#confirm(message);
  }

  #watch(actor: SessionActor): void {
    actor.flush();
    this.#sendSnapshot(actor);
    this.#read(actor.id);
  }

  #sendSnapshot(actor: SessionActor): void {
    this.#send({
      type: "session_snapshot",
      session: snapshotOf(actor.state),
      epoch: actor.epoch,
      revision: actor.revision,
    });
  }

  #read(sessionId: string): void {
    const { socket } = this.#options;
    const topic = this.#appends ? sessionTopic(sessionId) : seedTopic(sessionId);
    const before = this.#reads.get(sessionId);
    if (before === topic) return;
    if (before !== undefined) socket.unsubscribe(before);
    this.#reads.set(sessionId, topic);
    socket.subscribe(topic);
  }

  #unsubscribe(message: ClientMessageOf<"unsubscribe_session">): void {
    const topic = this.#reads.get(message.session_id);
    this.#reads.delete(message.session_id);
    if (topic !== undefined) this.#options.socket.unsubscribe(topic);
    this.#options.registry.letRest();
    this.#confirm(message);
  }

  /** Answers a command when it is durable; the next one is read meanwhile. */
  #acknowledge(message: ClientMessage, applied: Promise<Acknowledgement>): void {
    const { log, now } = this.#options;
    // A command without an id of its own is given one, so that its lines can be found together.
    const about = log.child({ command_id: message.command_id ?? `own-${++ownIds}` });
    const { type } = message;
    const startedAt = now();
    about.info("command", { type, by: this.#name, ...sessionOf(message) });
    applied.then(
      ({ session_id, durable }) => {
        about.info("acknowledged", { type, session_id, durable, ms: now() - startedAt });
        if (message.command_id === undefined) return;
        this.#send({
          type: "ack",
          command_id: message.command_id,
          ...(session_id === null ? {} : { session_id }),
          ...(durable ? {} : { durable }),
        });
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        about.info("not carried out", { type, reason });
        this.#failed(message, error);
      },
    );
  }

  /** Acknowledges what needs no disk. */
  #confirm(message: ClientMessage): void {
    if (message.command_id !== undefined)
      this.#send({ type: "ack", command_id: message.command_id });
  }

  #answer(message: ClientMessage, answer: Promise<ServerMessage>): void {
    answer.then(
      (said) => this.#send(said),
      (error: unknown) => this.#failed(message, error),
    );
  }

  #failed(message: ClientMessage, error: unknown): void {
    if (error instanceof CommandRejected) return this.#error(error.code, error.message, message);
    this.#options.log.error("a message could not be handled", {
      type: message.type,
      command_id: message.command_id,
      error,
    });
    const why = error instanceof Error ? error.message : String(error);
    this.#error("internal", `OrbitDock could not do this: ${why}`, message);
  }

  #error(code: ErrorCode, text: string, about: object): void {
    const { session_id, command_id } = about as { session_id?: string; command_id?: string };
    this.#send({
      type: "error",
      code,
      message: text,
      ...(session_id === undefined ? {} : { session_id }),
      ...(command_id === undefined ? {} : { command_id }),
    });
  }

  #send(message: ServerMessage): void {
    if (!this.#closed) this.#options.socket.send(JSON.stringify(message));
  }
}

function echo(message: ClientMessage): { command_id?: string } {
  return message.command_id === undefined ? {} : { command_id: message.command_id };
}

function sessionOf(message: ClientMessage): { session_id?: string } {
  return "session_id" in message && typeof message.session_id === "string"
    ? { session_id: message.session_id }
    : {};
}
