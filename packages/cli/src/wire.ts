import type {
  ClientMessage,
  ServerMessage,
  ServerMessageOf,
  SessionState,
  SessionSummary,
} from "@orbitdock/protocol";
import { CliError } from "./cli-error.ts";
import { unreachable } from "./target.ts";
import type { Target } from "./target.ts";

/** How long the server may take to answer, in milliseconds. */
const ANSWER_MS = 30_000;

/** One short conversation with the server. What lasts uses the client's connection. */
export interface Wire {
  /** Sends a command; resolves when it is acknowledged, so durable. @throws CliError */
  command(message: ClientMessage): Promise<ServerMessageOf<"ack">>;
  sessions(): Promise<SessionSummary[]>;
  session(sessionId: string): Promise<SessionState>;
  close(): void;
}

/** Waits for a frame: gives what it says, or undefined when it is another's. */
type Waiting = (frame: ServerMessage) => boolean;

/** @throws CliError `not_running`, `unauthorized` */
export async function openWire(target: Target): Promise<Wire> {
  const address = `${target.url.replace(/^http/, "ws")}/ws`;
  const headers = target.token === null ? {} : { authorization: `Bearer ${target.token}` };
  // Bun's own option; the type of the DOM's WebSocket hides it.
  const socket = new WebSocket(address, { headers } as unknown as string[]);
  const waiting = new Set<Waiting>();
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const opened = Promise.withResolvers<void>();

  socket.onopen = () => opened.resolve();
  socket.onmessage = (event) => {
    const frame = JSON.parse(String(event.data)) as ServerMessage;
    for (const take of waiting) if (take(frame)) return;
  };
  socket.onclose = (event) => {
    const code = event.code === 4401 ? "unauthorized" : "failed";
    const reason = event.reason || `the connection was closed (${event.code})`;
    gone.reject(new CliError(code, reason));
  };
  try {
    await Promise.race([opened.promise, gone.promise]);
  } catch (error) {
    throw await whyRefused(target, error);
  }

  const ask = async <T>(
    message: ClientMessage,
    read: (frame: ServerMessage) => T | undefined,
  ): Promise<T> => {
    const answer = Promise.withResolvers<T>();
    const command_id = crypto.randomUUID();
    const take: Waiting = (frame) => {
      const value = read(frame);
      if (value !== undefined) {
        answer.resolve(value);
        return true;
      }
      if (frame.type !== "error") return false;
      if (frame.command_id !== undefined && frame.command_id !== command_id) return false;
      answer.reject(new CliError(frame.code, frame.message));
      return true;
    };
    waiting.add(take);
    const late = setTimeout(() => {
      answer.reject(new CliError("failed", `The server did not answer ${message.type} in 30 s`));
    }, ANSWER_MS);
    socket.send(JSON.stringify({ command_id, ...message }));
    try {
      return await Promise.race([answer.promise, gone.promise]);
    } finally {
      clearTimeout(late);
      waiting.delete(take);
    }
  };

  return {
    command: (message) => ask(message, (frame) => (frame.type === "ack" ? frame : undefined)),
    sessions: () =>
      ask({ type: "subscribe_list" }, (frame) =>
        frame.type === "sessions_list" ? frame.sessions : undefined,
      ),
    session: (id) =>
      ask({ type: "subscribe_session", session_id: id }, (frame) =>
        frame.type === "session_snapshot" && frame.session.id === id ? frame.session : undefined,
      ),
    close: () => socket.close(),
  };
}

/** A failed upgrade tells a WebSocket nothing; the same question over HTTP tells why. */
async function whyRefused(target: Target, error: unknown): Promise<CliError> {
  const headers = target.token === null ? {} : { authorization: `Bearer ${target.token}` };
  try {
    const answer = await fetch(`${target.url}/api/status`, {
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    const body = (await answer.json().catch(() => null)) as { message?: unknown } | null;
    const message =
      typeof body?.message === "string" ? body.message : `it answered ${answer.status}`;
    if (answer.status === 401) return new CliError("unauthorized", message);
    if (answer.status === 403) return new CliError("forbidden", message);
  } catch (unanswered) {
    return unreachable(target, unanswered);
  }
  return error instanceof CliError ? error : unreachable(target, error);
}
