import type {
  ClientMessageOf,
  ServerMessage,
  ServerMessageOf,
  SessionCommand,
} from "@orbitdock/protocol";
import type { Clock } from "./clock.ts";
import type { Report } from "./listeners.ts";
import type { RequestOptions } from "./pending.ts";
import type { SocketFactory } from "./socket.ts";
import type { WakeHook } from "./wake.ts";

export interface ConnectOptions {
  /** `http(s)://host:port` or the full address of the socket. */
  url: string;
  token?: string | undefined;
  client: { name: string; version: string };
  /** Default: the platform's WebSocket. */
  socket?: SocketFactory | undefined;
  clock?: Clock | undefined;
  /** A number in [0, 1), for the jitter of reconnects. */
  random?: (() => number) | undefined;
  /** Mints command ids of at most 64 characters. Default: 128 random bits. */
  newId?: (() => string) | undefined;
  /** Says when to dial at once; `browserWake` in a browser. */
  wake?: WakeHook | undefined;
  /** Check every field of every frame against the schema. */
  development?: boolean | undefined;
  /** Where errors of listeners and unreadable frames go. Default: `console.error`. */
  report?: Report | undefined;
}

export type ConnectionState =
  | { status: "connecting" }
  | { status: "open"; since: number }
  | {
      status: "reconnecting";
      /** From 1; how many times in a row a connection was lost or not made. */
      attempt: number;
      /** When the next attempt starts; null while one is under way. */
      next_at: number | null;
      /** When the connection was lost. */
      since: number;
      reason: string;
    }
  /** The server does not take the token. It stays so until `reconnectNow`. */
  | { status: "unauthorized"; message: string }
  | { status: "closed" };

/** Commands: answered with `ack`, carried out once however often they are sent. */
export type CommandMessage = SessionCommand | ClientMessageOf<"create_session" | "fork_session">;

/** The answer of each query. */
export interface QueryAnswers {
  list_approvals: "approvals_list";
  delete_approval: "approval_deleted";
  list_models: "models_list";
  list_providers: "providers_list";
  list_messages: "messages_list";
  get_message: "message";
  list_directories: "directories_list";
  get_server_status: "server_status";
}
export type QueryType = keyof QueryAnswers;
export type Ack = ServerMessageOf<"ack">;

/** A frame that could not be read: what it was about, as far as that is known. */
export interface Doubt {
  type: string | null;
  session_id: string | null;
}

/** Someone who follows the connection: the stores. */
export interface Reader {
  /** A new socket is open: say again what you look at. */
  opened?(): void;
  frame?(message: ServerMessage): void;
  /** A change of a type that this version does not know. */
  unknownChange?(sessionId: string, revision: number): void;
  doubted?(about: Doubt): void;
  lost?(): void;
}

export interface Connection {
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: Report;
  /** The same object until something changes. */
  getState(): ConnectionState;
  /** Tells when `getState` gives something else; the result stops it. */
  subscribe(listener: () => void): () => void;
  /** What the server said of itself; null before its `welcome`. */
  readonly welcome: ServerMessageOf<"welcome"> | null;
  /** When the last frame came, of whatever kind; null before the first. */
  readonly last_frame_at: number | null;
  /** Milliseconds of the last ping and its pong. */
  readonly round_trip: number | null;
  /** Frames of unknown types, and frames that could not be read. */
  readonly ignored: { readonly unknown: number; readonly malformed: number };
  /**
   * Sends a command, now or when there is a connection, again after every reconnect until it is
   * answered, always under one id.
   * @throws CommandError (as a rejection) with the server's code, `timeout` or `closed`.
   */
  command(message: CommandMessage, options?: RequestOptions): Promise<Ack>;
  /** Asks; asked again after a reconnect. Gives up after 30 s if not told otherwise. */
  query<Type extends QueryType>(
    message: ClientMessageOf<Type>,
    options?: RequestOptions,
  ): Promise<ServerMessageOf<QueryAnswers[Type]>>;
  /** Sends a message that needs no answer; false when there is no open socket. */
  send(
    message: ClientMessageOf<"subscribe_list" | "subscribe_session" | "unsubscribe_session">,
  ): boolean;
  attach(reader: Reader): () => void;
  /** Dials at once when reconnecting or unauthorized; asks for a sign of life when open. */
  reconnectNow(): void;
  /** For good. What waits is rejected with `closed`. */
  close(): void;
}
