/**
 * Lines of `codex app-server`: JSON without a `jsonrpc` field. Its requests have an id space of
 * their own that starts at 0 (measured, 0.169).
 */

/** An id as it came: the agent counts numbers, ours are strings. */
export type NativeId = string | number;

export type Line =
  | { kind: "result"; id: NativeId; result: unknown }
  | { kind: "failure"; id: NativeId; error: { code: number | null; message: string } }
  | { kind: "request"; id: NativeId; method: string; params: Fields }
  | { kind: "notification"; method: string; params: Fields }
  | { kind: "unreadable"; reason: string };

export type Fields = Record<string, unknown>;

/** Longest line that is read, in UTF-16 code units; the agent-host delivers none longer. */
const longestLine = 32 * 1024 * 1024;
const longestMethod = 200;

/** What a line is. Never throws. */
export function readLine(line: string): Line {
  if (line.length > longestLine) return unreadable(`a line of ${line.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return unreadable("not JSON");
  }
  if (!isFields(value)) return unreadable("not an object");
  const { id, method } = value;
  const hasId = typeof id === "string" || typeof id === "number";
  if (typeof method === "string") {
    if (method.length > longestMethod) return unreadable("a method name without end");
    const params = isFields(value["params"]) ? value["params"] : {};
    return hasId
      ? { kind: "request", id, method, params }
      : { kind: "notification", method, params };
  }
  if (!hasId) return unreadable("neither a method nor an id");
  if ("error" in value) return { kind: "failure", id, error: readError(value["error"]) };
  if ("result" in value) return { kind: "result", id, result: value["result"] };
  return unreadable("an id with neither result nor error");
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readError(error: unknown): { code: number | null; message: string } {
  const fields = isFields(error) ? error : {};
  const { code, message } = fields;
  return {
    code: typeof code === "number" ? code : null,
    message: typeof message === "string" ? message : JSON.stringify(error),
  };
}

function unreadable(reason: string): Line {
  return { kind: "unreadable", reason };
}

/** What our requests are for. */
export type Purpose =
  | "initialize"
  | "models"
  | "thread_start"
  | "thread_resume"
  | "thread_fork"
  | "turn_start"
  | "turn_steer"
  | "denial_reason"
  | "turn_interrupt"
  | "thread_configure"
  | "thread_rename"
  | "thread_compact"
  | "thread_end"
  | "account"
  | "history_end"
  | "history_page"
  | "parent";

const purposes = new Set<string>([
  "initialize",
  "models",
  "thread_start",
  "thread_resume",
  "thread_fork",
  "turn_start",
  "turn_steer",
  "denial_reason",
  "turn_interrupt",
  "thread_configure",
  "thread_rename",
  "thread_compact",
  "thread_end",
  "account",
  "history_end",
  "history_page",
  "parent",
] satisfies Purpose[]);

/** A request id that says what the request was for, so that its response can be read by a server that did not send it. */
export function requestId(purpose: Purpose, ...parts: string[]): string {
  return [purpose, ...parts.map(encodeURIComponent)].join("|");
}

/** What a response's id says; null where it is none of ours. */
export function readRequestId(id: NativeId): { purpose: Purpose; parts: string[] } | null {
  if (typeof id !== "string") return null;
  const [purpose = "", ...encoded] = id.split("|");
  if (!isPurpose(purpose)) return null;
  try {
    return { purpose, parts: encoded.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

function isPurpose(text: string): text is Purpose {
  return purposes.has(text);
}

/** Our answer to the agent's request as a line. */
export function replyLine<Result>(id: NativeId, result: Result): string {
  return JSON.stringify({ id, result });
}

/** Our refusal of the agent's request as a line (-32601: JSON-RPC's "method not found"). */
export function refusalLine(id: NativeId, message: string): string {
  return JSON.stringify({ id, error: { code: -32601, message } });
}
