import { serverMessage } from "@orbitdock/protocol";
import type { ServerMessage } from "@orbitdock/protocol";

/** What a frame turned out to be. */
export type Reading =
  | { kind: "message"; message: ServerMessage }
  /** A type that this version does not know; with a revision it is a change of a session. */
  | { kind: "unknown"; type: string; session_id: string | null; revision: number | null }
  | { kind: "malformed"; type: string | null; session_id: string | null; problem: string };

type Kind = "string" | "number" | "object" | "array";

const stamped = { session_id: "string" } as const;

/** The keys without which a message cannot be routed or folded. */
const required: Record<ServerMessage["type"], Record<string, Kind>> = {
  welcome: { protocol: "number", server: "object", capabilities: "array" },
  pong: {},
  ack: { command_id: "string" },
  error: { code: "string", message: "string" },
  sessions_list: { sessions: "array" },
  session_created: { session: "object" },
  session_snapshot: { session: "object", epoch: "string", revision: "number" },
  session_resumed: { session_id: "string", epoch: "string", revision: "number" },
  session_delta: { ...stamped, changes: "object" },
  message_appended: { ...stamped, message: "object" },
  message_updated: { ...stamped, message_id: "string", changes: "object" },
  approval_requested: { ...stamped, request: "object" },
  approval_resolved: { ...stamped, approval_id: "string" },
  tokens_updated: { ...stamped, usage: "object" },
  turn_ended: { ...stamped, turn: "object" },
  session_ended: { ...stamped, reason: "string" },
  agent_event_unknown: { ...stamped, name: "string" },
  approvals_list: { approvals: "array" },
  approval_deleted: { approval_id: "string" },
  models_list: { models: "array" },
  providers_list: { providers: "array" },
  messages_list: { session_id: "string", messages: "array" },
  message: { session_id: "string", message: "object" },
  directories_list: { directories: "array" },
  server_status: { status: "object" },
};

/**
 * Reads one frame. Only the envelope is checked, because a full check costs as much as parsing the
 * JSON; what is wrong deeper down shows when it is folded, and is answered there.
 * @param full checks every field against the schema; for development.
 */
export function readFrame(data: unknown, full = false): Reading {
  if (typeof data !== "string") return malformed(null, null, "a frame that is not text");
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch (error) {
    return malformed(null, null, `a frame that is not JSON: ${String(error)}`);
  }
  if (!isObject(frame)) return malformed(null, null, "a frame that is not an object");
  const sessionId = typeof frame["session_id"] === "string" ? frame["session_id"] : null;
  const type = frame["type"];
  if (typeof type !== "string") return malformed(null, sessionId, "a frame without a type");
  if (!isKnown(type)) {
    const revision = typeof frame["revision"] === "number" ? frame["revision"] : null;
    return { kind: "unknown", type, session_id: sessionId, revision };
  }
  const problem = envelopeProblem(type, frame) ?? (full ? schemaProblem(frame) : null);
  if (problem !== null) return malformed(type, sessionId, problem);
  return { kind: "message", message: frame as ServerMessage };
}

function envelopeProblem(type: ServerMessage["type"], frame: Record<string, unknown>) {
  const keys = required[type];
  for (const key in keys)
    if (kindOf(frame[key]) !== keys[key]) return `${type} without a proper ${key}`;
  const { revision, revisions } = frame;
  if (revision !== undefined && !isCount(revision)) return `${type} with a revision that is none`;
  if (revisions !== undefined && !isCount(revisions)) return `${type} with revisions that are none`;
  if (type === "session_snapshot") {
    const session = frame["session"] as Record<string, unknown>;
    for (const key of ["messages", "pending_approvals", "turns"])
      if (!Array.isArray(session[key])) return `session_snapshot without a proper ${key}`;
  }
  if (type === "session_snapshot" || type === "session_created") {
    const session = frame["session"] as Record<string, unknown>;
    if (typeof session["id"] !== "string") return `${type} without a session id`;
  }
  return null;
}

function schemaProblem(frame: unknown): string | null {
  const result = serverMessage.safeParse(frame);
  return result.success ? null : result.error.message;
}

function malformed(type: string | null, session_id: string | null, problem: string): Reading {
  return { kind: "malformed", type, session_id, problem };
}

function isKnown(type: string): type is ServerMessage["type"] {
  return Object.hasOwn(required, type);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === "object";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
