import type { AgentInput } from "@orbitdock/core";
import type { Heard, WriteLine } from "../connector.ts";
import { readRequest } from "./ask/server-request.ts";
import type {
  AccountRateLimitsUpdatedNotification,
  ThreadReadResponse,
} from "./generated/protocol.ts";
import { isKnown, isOfMachine, readNotification } from "./map/notification.ts";
import { rateLimits } from "./map/usage.ts";
import type { Memory } from "./memory.ts";
import { textOrNull } from "./read.ts";
import { requestLine } from "./requests.ts";
import { readFailure, readResult } from "./responses.ts";
import {
  isFields,
  readLine,
  readRequestId,
  refusalLine,
  requestId,
  type Fields,
  type Line,
  type NativeId,
} from "./wire.ts";

/** How much of an event that was not understood is kept, in UTF-16 code units. */
const keptEvent = 4_000;

/** Reads one line. Never throws. */
export function hearLine(memory: Memory, line: string): Heard[] {
  const read = readLine(line);
  try {
    return hear(memory, read, line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return misread(memory, read, line, reason);
  }
}

function hear(memory: Memory, read: Line, line: string): Heard[] {
  switch (read.kind) {
    case "unreadable":
      return [unrouted("line", read.reason)];
    case "notification":
      return hearNotification(memory, read.method, read.params, line);
    case "request":
      return hearRequest(memory, read, line);
    case "result": {
      const parent = parentAsked(read.id);
      if (parent !== null) return parentKnown(memory, parent, read.result);
      const { heard, opened } = readResult(read.id, read.result);
      if (opened) {
        const { session, response } = opened;
        memory.opened(response.thread, session, response.sandbox);
        const early = memory.release(response.thread.id);
        return [...heard, ...early.flatMap((held) => hearLine(memory, held))];
      }
      return heard;
    }
    case "failure": {
      const parent = parentAsked(read.id);
      if (parent !== null) return parentKnown(memory, parent, null);
      return readFailure(read.id, read.error);
    }
  }
}

function hearNotification(memory: Memory, method: string, params: Fields, line: string): Heard[] {
  const threadId = threadOf(params);
  const session = threadId === null ? undefined : memory.sessionOf(threadId);
  if (!isKnown(method)) {
    if (session === undefined) return [unrouted(method, "an unknown event of no session of ours")];
    return [to(session, { type: "unknown_event", name: method, event: line.slice(0, keptEvent) })];
  }
  memory.note(method, params);
  if (isOfMachine(method)) return hearMachine(method, params);
  if (session !== undefined)
    return readNotification(method, params).map((input) => to(session, input));
  return hearStranger(memory, method, params, threadId, line);
}

/** Of the whole program: allowances are for everyone, what it complains about is for the log. */
function hearMachine(method: string, params: Fields): Heard[] {
  if (method === "account/rateLimits/updated") {
    const { rateLimits: snapshot } = params as unknown as AccountRateLimitsUpdatedNotification;
    const limits = rateLimits(snapshot);
    return limits.length > 0 ? [{ type: "rate_limits", limits }] : [];
  }
  const complaint = textOrNull(params["summary"]);
  if (complaint === null) return [];
  const details = textOrNull(params["details"]);
  return [unrouted(method, details === null ? complaint : `${complaint} ${details}`)];
}

/** What a thread says while it is being opened; the response, which tells whose it is, comes after. */
const birth = new Set(["mcpServer/startupStatus/updated", "thread/settings/updated", "warning"]);
/** Said of every thread at its birth, and nothing in it for a session. */
const chatter = new Set(["thread/started", "thread/status/changed"]);

/**
 * A thread that is no session's own. A subagent's words are not its session's: what it asks is all
 * that is passed on, and that it no longer asks.
 */
function hearStranger(
  memory: Memory,
  method: string,
  params: Fields,
  threadId: string | null,
  line: string,
): Heard[] {
  if (threadId === null) {
    const message = textOrNull(params["message"]);
    return message === null ? [] : [unrouted(method, message)];
  }
  const above = memory.sessionAbove(threadId);
  if (above === undefined) {
    if (chatter.has(method)) return [];
    if (birth.has(method) && memory.hold(threadId, line, false)) return [];
    return [unrouted(method, `of the thread ${threadId}, which is no session's`)];
  }
  if (method !== "serverRequest/resolved") return [];
  return readNotification(method, params).map((input) => to(above, input));
}

function hearRequest(
  memory: Memory,
  { id, method, params }: Extract<Line, { kind: "request" }>,
  line: string,
): Heard[] {
  const threadId = threadOf(params);
  const session =
    threadId === null ? undefined : (memory.sessionOf(threadId) ?? memory.sessionAbove(threadId));
  const read = readRequest(method, params, id, (item) =>
    memory.changesOf(item.turnId, item.itemId),
  );
  if ("refuse" in read) {
    const refusal: Heard = { type: "write", lines: [refuse(id, read.refuse)] };
    const event = line.slice(0, keptEvent);
    return session === undefined
      ? [refusal, unrouted(method, read.refuse)]
      : [refusal, to(session, { type: "unknown_event", name: method, event })];
  }
  if (session !== undefined)
    return [to(session, { type: "approval_asked", request: read.request })];
  if (threadId !== null && memory.hold(threadId, line, true)) return [askParent(threadId, id)];
  return [noSession(id), unrouted(method, "asked by a thread that is no session's")];
}

/** Asks who started a thread: one that was started before a restart is not known as anyone's. */
function askParent(threadId: string, of: NativeId): Heard {
  const id = requestId("parent", threadId, JSON.stringify(of));
  const data = requestLine(id, "thread/read", { threadId, includeTurns: false });
  return { type: "write", lines: [{ id, data }] };
}

function parentAsked(id: NativeId): string | null {
  const known = readRequestId(id);
  return known?.purpose === "parent" ? (known.parts[0] ?? null) : null;
}

/** Hears what waited for a thread's parent again, or refuses it where there is none of ours. */
function parentKnown(memory: Memory, threadId: string, result: unknown): Heard[] {
  const thread = isFields(result) ? (result as unknown as ThreadReadResponse).thread : null;
  const parent = textOrNull(thread?.parentThreadId);
  if (parent !== null) memory.parent(threadId, parent);
  const held = memory.release(threadId);
  if (memory.sessionAbove(threadId) !== undefined)
    return held.flatMap((line) => hearLine(memory, line));
  return held.flatMap((line): Heard[] => {
    const read = readLine(line);
    if (read.kind !== "request") return [];
    return [noSession(read.id), unrouted(read.method, `the thread ${threadId} is no session's`)];
  });
}

function noSession(id: NativeId): Heard {
  return { type: "write", lines: [refuse(id, "No OrbitDock session has this thread.")] };
}

/** Ids of the agent's requests are unique in its process' life, so this one is, too. */
function refuse(id: NativeId, message: string): WriteLine {
  return { id: `refuse|${JSON.stringify(id)}`, data: refusalLine(id, message) };
}

/** A line whose kind is known, but not what is in it. A request is refused, so that nobody waits. */
function misread(memory: Memory, read: Line, line: string, reason: string): Heard[] {
  const heard: Heard[] = [];
  if (read.kind === "request")
    heard.push({
      type: "write",
      lines: [refuse(read.id, `OrbitDock could not read it: ${reason}`)],
    });
  if (read.kind === "request" || read.kind === "notification") {
    const threadId = threadOf(read.params);
    const session = threadId === null ? undefined : memory.sessionOf(threadId);
    const name = `${read.method} (${reason})`.slice(0, 200);
    const event = line.slice(0, keptEvent);
    if (session !== undefined)
      return [...heard, to(session, { type: "unknown_event", name, event })];
  }
  return [...heard, unrouted(read.kind, reason)];
}

/** The thread a line is about; a thread's birth carries the whole of it, older lines a conversation. */
function threadOf(params: Fields): string | null {
  const thread = params["thread"];
  return (
    textOrNull(params["threadId"]) ??
    textOrNull(params["conversationId"]) ??
    (isFields(thread) ? textOrNull(thread["id"]) : null)
  );
}

function to(session: string, input: AgentInput): Heard {
  return { type: "input", session_id: session, input };
}

function unrouted(name: string, reason: string): Heard {
  return { type: "unrouted", name, reason: reason.slice(0, keptEvent) };
}
