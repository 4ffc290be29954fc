import { capabilities, protocolVersion } from "@orbitdock/protocol";
import type {
  ClientMessage,
  ClientMessageOf,
  ServerMessage,
  ServerMessageOf,
} from "@orbitdock/protocol";
import { backoffDelay } from "./backoff.ts";
import { systemClock } from "./clock.ts";
import { CommandError } from "./command-error.ts";
import type {
  ConnectOptions,
  Connection,
  ConnectionState,
  QueryAnswers,
  QueryType,
  Reader,
} from "./connection-types.ts";
import { readFrame } from "./frame.ts";
import { requestProblem } from "./request-problem.ts";
import { heartbeat, heartbeatTimes } from "./heartbeat.ts";
import { listenerSet } from "./listeners.ts";
import { pendingRequests } from "./pending.ts";
import { dialUrl, platformSocket, unauthorizedCode } from "./socket.ts";
import type { Socket } from "./socket.ts";

/** A connection that held so long was a good one: the next loss starts the back-off anew. */
const steadyAfterMs = 5_000;
const queryTimeoutMs = 30_000;

const answerOf: QueryAnswers = {
  list_approvals: "approvals_list",
  delete_approval: "approval_deleted",
  list_models: "models_list",
  list_providers: "providers_list",
  list_messages: "messages_list",
  get_message: "message",
  list_directories: "directories_list",
  get_server_status: "server_status",
};

/**
 * Connects to a server and stays connected until `close`.
 * @throws TypeError when `url` is not an absolute URL.
 */
export function connect(options: ConnectOptions): Connection {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const report = options.report ?? ((error) => console.error(error));
  const openSocket = options.socket ?? platformSocket;
  const url = dialUrl(options.url, options.token);

  let state: ConnectionState = { status: "connecting" };
  let socket: Socket | null = null;
  let open = false;
  let openedAt = 0;
  let attempt = 0;
  let lostAt: number | null = null;
  let timer: unknown = null;
  let welcome: ServerMessageOf<"welcome"> | null = null;
  let lastFrameAt: number | null = null;
  const ignored = { unknown: 0, malformed: 0 };
  const readers = new Set<Reader>();
  const listeners = listenerSet(report);
  const pending = pendingRequests(clock, options.newId ?? randomId);
  const beats = heartbeat(
    clock,
    (command_id) => send({ type: "ping", command_id }),
    () => lost("no sign of life from the server"),
  );

  function enter(next: ConnectionState) {
    state = next;
    listeners.tell();
  }

  function ended(): boolean {
    return state.status === "closed" || state.status === "unauthorized";
  }

  /** One reader's fault is not the others', nor the connection's. */
  function tellReaders(tell: (reader: Reader) => void) {
    for (const reader of readers) guarded(() => tell(reader));
  }

  function guarded(action: () => void) {
    try {
      action();
    } catch (error) {
      report(error);
    }
  }

  function setTimer(callback: () => void, ms: number) {
    clearTimer();
    timer = clock.setTimeout(() => {
      timer = null;
      callback();
    }, ms);
  }

  function clearTimer() {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  }

  function dial() {
    let dialled: Socket;
    try {
      dialled = openSocket(url);
    } catch (error) {
      lost(error instanceof Error ? error.message : String(error));
      return;
    }
    socket = dialled;
    setTimer(() => lost("the server does not answer"), heartbeatTimes.deadAfterMs);
    dialled.onopen = () => socketOpened();
    dialled.onmessage = (event) => received(event.data);
    // A close event always follows, and says more.
    dialled.onerror = () => {};
    dialled.onclose = (event) => {
      if (event.code === unauthorizedCode)
        refused(event.reason || "the server does not take this token");
      else lost(event.reason || `the connection was closed (${event.code})`);
    };
  }

  function socketOpened() {
    clearTimer();
    open = true;
    openedAt = clock.now();
    send({
      type: "hello",
      protocol: protocolVersion,
      client: options.client,
      capabilities: [capabilities.append],
    });
    beats.beat();
    tellReaders((reader) => reader.opened?.());
    pending.sendAgain(send);
  }

  function received(data: unknown) {
    lastFrameAt = clock.now();
    beats.heard();
    const reading = readFrame(data, options.development);
    if (reading.kind === "malformed") {
      ignored.malformed += 1;
      report(new Error(`the server sent ${reading.problem}`));
      tellReaders((reader) => reader.doubted?.(reading));
    } else if (reading.kind === "unknown") {
      ignored.unknown += 1;
      const { session_id, revision } = reading;
      if (session_id !== null && revision !== null)
        tellReaders((reader) => reader.unknownChange?.(session_id, revision));
    } else {
      handle(reading.message);
    }
  }

  function handle(message: ServerMessage) {
    if (message.type === "error" && message.code === "unauthorized" && !message.command_id) {
      refused(message.message);
      return;
    }
    if (message.type === "welcome") welcome = message;
    if (message.type === "pong") beats.pong(message.command_id);
    if (state.status !== "open") {
      lostAt = null;
      enter({ status: "open", since: clock.now() });
    }
    tellReaders((reader) => reader.frame?.(message));
    guarded(() => pending.settle(message));
  }

  /** Lets go of the socket without hearing from it again. */
  function dropSocket() {
    clearTimer();
    beats.stop();
    const dropped = socket;
    const wasOpen = open;
    socket = null;
    open = false;
    if (dropped === null) return;
    dropped.onopen = dropped.onmessage = dropped.onclose = null;
    try {
      dropped.close();
    } catch (error) {
      report(error);
    }
    if (wasOpen) tellReaders((reader) => reader.lost?.());
  }

  function lost(reason: string) {
    if (open && clock.now() - openedAt >= steadyAfterMs) attempt = 0;
    dropSocket();
    if (ended()) return;
    lostAt ??= clock.now();
    attempt += 1;
    const delay = backoffDelay(attempt, random);
    const next_at = clock.now() + delay;
    setTimer(redial, delay);
    enter({ status: "reconnecting", attempt, next_at, since: lostAt, reason });
  }

  function redial() {
    if (state.status === "reconnecting") enter({ ...state, next_at: null });
    dial();
  }

  function refused(message: string) {
    dropSocket();
    enter({ status: "unauthorized", message });
    pending.rejectAll(new CommandError("unauthorized", message));
  }

  function send(message: ClientMessage): boolean {
    if (!open || socket === null) return false;
    try {
      socket.send(JSON.stringify(message));
      return true;
    } catch {
      // The socket is closing; its close event follows, and what matters is sent again then.
      return false;
    }
  }

  /** Why a request cannot even be made. */
  function obstacle(message: ClientMessage): CommandError | null {
    if (state.status === "closed") return new CommandError("closed", "the connection was closed");
    if (state.status === "unauthorized") return new CommandError("unauthorized", state.message);
    return requestProblem(message);
  }

  function reconnectNow() {
    if (state.status === "closed") return;
    if (open) beats.beat();
    else if (socket === null) {
      clearTimer();
      if (state.status === "unauthorized") enter({ status: "connecting" });
      redial();
    }
  }

  const unhook = options.wake?.(() => {
    if (state.status !== "unauthorized") reconnectNow();
  });
  dial();

  return {
    clock,
    random,
    report,
    getState: () => state,
    subscribe: listeners.add,
    get welcome() {
      return welcome;
    },
    get last_frame_at() {
      return lastFrameAt;
    },
    get round_trip() {
      return beats.roundTrip;
    },
    ignored,
    command: (message, options = {}) => {
      const error = obstacle(message);
      return error ? Promise.reject(error) : pending.add(message, "ack", options, send);
    },
    query: (message, options = {}) => {
      const error = obstacle(message);
      const answer = answerOf[(message as ClientMessageOf<QueryType>).type];
      const bounded = { ...options, timeoutMs: options.timeoutMs ?? queryTimeoutMs };
      return error
        ? Promise.reject(error)
        : (pending.add(message, answer, bounded, send) as Promise<never>);
    },
    send,
    attach(reader) {
      readers.add(reader);
      return () => {
        readers.delete(reader);
      };
    },
    reconnectNow,
    close() {
      if (state.status === "closed") return;
      unhook?.();
      enter({ status: "closed" });
      dropSocket();
      pending.rejectAll(new CommandError("closed", "the connection was closed"));
    },
  };
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
