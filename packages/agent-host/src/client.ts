import { connect } from "node:net";
import type { Socket } from "node:net";
import { LineSplitter } from "./line-splitter.ts";
import { checkSocketPath } from "./socket-path.ts";
import {
  MAX_FRAME_BYTES,
  WIRE_VERSION,
  WireError,
  controlFrame,
  parseEntry,
  parseJson,
  replySchema,
} from "./wire.ts";
import type {
  AgentInfo,
  EntryContent,
  HostInfo,
  HostStatus,
  Reply,
  Request,
  SpawnSpec,
} from "./wire.ts";

const OPEN_BRACE = 123;
const CONNECT_DEADLINE_MS = 5_000;

/** One entry of an agent's log. Per instance, offsets come without a gap and never twice. */
export type Entry = { agent: string; instance: string; offset: number } & EntryContent;

/** Why a connection ended: a second server attached, `close()` was called, or the connection broke. */
export interface HostClosed {
  reason: "taken_over" | "closed" | "lost";
  error?: Error;
}

export interface ConnectOptions {
  socketPath: string;
  /** Names this server's life in the host's log and status, for example its own random id. */
  server: string;
  /** Called for each entry, in order. If it throws, the connection is closed: nothing after it is delivered. */
  onEntry(entry: Entry): void;
  /** Called once, after which nothing else is called. Pending requests have been rejected before. */
  onClosed(closed: HostClosed): void;
}

/** The host refused a request. `code` is for programs, `message` for a person. */
export class HostError extends Error {
  override name = "HostError";
  readonly code: string;
  /** The running instance, when a spawn failed as `already_running` or `not_committed`. */
  readonly instance: string | undefined;

  constructor(code: string, message: string, instance?: string) {
    super(message);
    this.code = code;
    this.instance = instance;
  }
}

type ReplyOf<T extends Reply["type"]> = Extract<Reply, { type: T }>;
type RequestBody = { [T in Request["type"]]: Omit<Extract<Request, { type: T }>, "req"> }[Exclude<
  Request["type"],
  "commit"
>];

/** A server attached to a host. All requests reject with HostError when refused or when the connection ends. */
export interface HostConnection {
  readonly host: HostInfo;
  /** The agents as they were when this server attached. */
  readonly agents: readonly AgentInfo[];
  spawn(spec: SpawnSpec): Promise<{ instance: string; pid: number }>;
  /** Asks for every entry after `from` and all that follow; gives the offset it really starts after. */
  replay(agent: string, instance: string, from: number): Promise<{ from: number }>;
  /** Everything up to `offset` is durable here; the host forgets it. */
  commit(agent: string, instance: string, offset: number): void;
  /** Writes one line to the agent's stdin, exactly once per id however often it is asked. */
  write(agent: string, instance: string, id: string, data: string): Promise<{ repeated: boolean }>;
  /** Resolves when the end has begun; the end itself is the agent's exit entry. */
  end(agent: string, instance: string, graceMs: number): Promise<void>;
  /** Drops the log of an agent that has exited. */
  forget(agent: string, instance: string): Promise<void>;
  status(): Promise<HostStatus>;
  ping(): Promise<void>;
  /** Ends all agents and then the host; resolves when that has begun. */
  shutdown(graceMs: number): Promise<void>;
  /** Stops and restarts the delivery of entries and replies; the host keeps what is not read. */
  pause(): void;
  resume(): void;
  /** Leaves the agents running. */
  close(): void;
}

/** Connects to a running host and attaches, taking over from any other server. */
export async function connectHost(options: ConnectOptions): Promise<HostConnection> {
  checkSocketPath(options.socketPath);
  const peer = new HostPeer(await openSocket(options.socketPath), options);
  const attached = await peer.request(
    { type: "attach", server: options.server, wire: WIRE_VERSION },
    "attached",
  );
  const { host, agents } = attached;
  return {
    host,
    agents,
    spawn: async (spec) => {
      const { instance, pid } = await peer.request({ type: "spawn", ...spec }, "spawned");
      return { instance, pid };
    },
    replay: async (agent, instance, from) => {
      const reply = await peer.request({ type: "replay", agent, instance, from }, "replaying");
      return { from: reply.from };
    },
    commit: (agent, instance, offset) => peer.post({ type: "commit", agent, instance, offset }),
    write: async (agent, instance, id, data) => {
      const { repeated } = await peer.request(
        { type: "write", agent, instance, id, data },
        "written",
      );
      return { repeated };
    },
    end: async (agent, instance, graceMs) => {
      await peer.request({ type: "end", agent, instance, grace_ms: graceMs }, "ending");
    },
    forget: async (agent, instance) => {
      await peer.request({ type: "forget", agent, instance }, "forgotten");
    },
    status: async () => (await peer.request({ type: "status" }, "status")).status,
    ping: async () => {
      await peer.request({ type: "ping" }, "pong");
    },
    shutdown: async (graceMs) => {
      await peer.request({ type: "shutdown", grace_ms: graceMs }, "shutting_down");
    },
    pause: () => peer.pause(),
    resume: () => peer.resume(),
    close: () => peer.end({ reason: "closed" }),
  };
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const deadline = setTimeout(() => socket.destroy(new Error("timed out")), CONNECT_DEADLINE_MS);
    socket.once("error", (error) => {
      clearTimeout(deadline);
      reject(
        new Error(`cannot reach an agent-host at ${path}: ${error.message}`, { cause: error }),
      );
    });
    socket.once("connect", () => {
      clearTimeout(deadline);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

interface Pending {
  expect: Reply["type"];
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

class HostPeer {
  readonly #socket: Socket;
  readonly #options: ConnectOptions;
  readonly #pending = new Map<number, Pending>();
  /** Per agent being replayed: its instance and the offset last delivered. */
  readonly #replays = new Map<string, { instance: string; last: number }>();
  #requests = 0;
  #attached = false;
  #closed = false;
  #outgoing: string[] = [];

  constructor(socket: Socket, options: ConnectOptions) {
    this.#socket = socket;
    this.#options = options;
    const splitter = new LineSplitter(
      { maxBytes: MAX_FRAME_BYTES, headBytes: 0 },
      {
        line: (bytes, start, end) => this.#frame(bytes, start, end),
        overlong: (length) => {
          throw new WireError(`the agent-host sent a frame of ${length} bytes`);
        },
      },
    );
    socket.on("data", (chunk: Buffer) => {
      if (this.#closed) return;
      try {
        splitter.push(chunk);
      } catch (error) {
        this.end({
          reason: "lost",
          error: error instanceof Error ? error : new Error(String(error)),
        });
      }
    });
    socket.on("error", (error) => this.end({ reason: "lost", error }));
    socket.on("close", () =>
      this.end({ reason: "lost", error: new Error("the agent-host closed the connection") }),
    );
  }

  request<T extends Reply["type"]>(body: RequestBody, expect: T): Promise<ReplyOf<T>> {
    if (this.#closed)
      return Promise.reject(new HostError("closed", "the connection to the agent-host is closed"));
    const req = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#pending.set(req, { expect, resolve: (reply) => resolve(reply as ReplyOf<T>), reject });
      this.post({ ...body, req } as Request);
    });
  }

  /** Sends at the end of the tick, so that many small messages share one write. */
  post(message: Request): void {
    if (this.#closed) return;
    if (this.#outgoing.push(controlFrame(message)) > 1) return;
    setImmediate(() => {
      if (!this.#closed) this.#socket.write(this.#outgoing.join(""));
      this.#outgoing = [];
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(closed: HostClosed): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#outgoing.length > 0 && closed.reason === "closed")
      this.#socket.end(this.#outgoing.join(""));
    else this.#socket.destroy();
    const message =
      closed.error?.message ?? `the connection to the agent-host ended (${closed.reason})`;
    for (const { reject } of this.#pending.values()) reject(new HostError(closed.reason, message));
    this.#pending.clear();
    if (this.#attached) this.#options.onClosed(closed);
  }

  #frame(bytes: Buffer, start: number, end: number): void {
    if (this.#closed) return;
    if (bytes[start] === OPEN_BRACE)
      return this.#reply(parseJson(replySchema, bytes.toString("utf8", start, end)));
    const { agent, offset, ...content } = parseEntry(bytes, start, end);
    const replay = this.#replays.get(agent);
    if (replay === undefined) throw new WireError(`an entry of ${agent} came without a replay`);
    if (offset !== replay.last + 1)
      throw new WireError(`entry ${offset} of ${agent} follows ${replay.last}`);
    replay.last = offset;
    this.#options.onEntry({ agent, instance: replay.instance, offset, ...content });
  }

  #reply(reply: Reply): void {
    if (reply.type === "detached") return this.end({ reason: reply.reason });
    const pending = reply.re === undefined ? undefined : this.#pending.get(reply.re);
    if (reply.re !== undefined) this.#pending.delete(reply.re);
    if (pending === undefined) {
      // Only a commit has no number of its own; a refused one means the two sides disagree.
      const said = reply.type === "error" ? reply.message : `an unasked ${reply.type}`;
      throw new WireError(`the agent-host says: ${said}`);
    }
    if (reply.type === "error") return pending.reject(new HostError(reply.code, reply.message));
    if (reply.type === "spawn_failed") {
      return pending.reject(new HostError(reply.reason, reply.message, reply.instance));
    }
    if (reply.type === "write_failed")
      return pending.reject(new HostError(reply.reason, reply.message));
    if (reply.type !== pending.expect)
      throw new WireError(`the agent-host answered with ${reply.type}`);
    if (reply.type === "attached") this.#attached = true;
    if (reply.type === "replaying") {
      this.#replays.set(reply.agent, { instance: reply.instance, last: reply.from });
    }
    pending.resolve(reply);
  }
}
