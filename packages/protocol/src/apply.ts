import type { SessionChange } from "./change.ts";
import { limits } from "./limits.ts";
import type { Append, Message, MessageChanges } from "./message.ts";
import type { SessionState } from "./session.ts";

/** A change that does not fit the state it is applied to: a gap, a repeat, or a bug. */
export class ApplyError extends Error {
  override name = "ApplyError";
}

/**
 * Folds one change into a session's state and gives the new state; the old one is not touched.
 * The same code runs in the server and in every client.
 * @throws ApplyError when the change does not fit.
 */
export function apply(state: SessionState, change: SessionChange): SessionState {
  switch (change.type) {
    case "session_delta":
      // pending_approval follows from pending_approvals; it is in the delta for seed clients.
      return { ...state, ...defined(change.changes), pending_approval: state.pending_approval };
    case "message_appended":
      if (indexOf(state.messages, change.message.id) >= 0)
        throw new ApplyError(`message ${change.message.id} is already in the transcript`);
      return { ...state, messages: [...state.messages, change.message] };
    case "message_updated": {
      const index = indexOf(state.messages, change.message_id);
      const before = state.messages[index];
      // An update of a message older than the window changes nothing that is held here.
      if (before === undefined) {
        if (state.has_earlier) return state;
        throw new ApplyError(`no message ${change.message_id}`);
      }
      const messages = state.messages.slice();
      messages[index] = applyToMessage(before, change.changes);
      return { ...state, messages };
    }
    case "approval_requested":
      return withApprovals(state, [...state.pending_approvals, change.request]);
    case "approval_resolved":
      return withApprovals(
        state,
        state.pending_approvals.filter((request) => request.id !== change.approval_id),
      );
    case "tokens_updated":
      return { ...state, token_usage: change.usage };
    case "turn_ended":
      return { ...state, turn: null, turns: [...state.turns, change.turn].slice(-limits.turns) };
    case "session_ended":
      return {
        ...state,
        status: "ended",
        work_status: "ended",
        agent_status: "stopped",
        ended_reason: change.reason,
        turn: null,
      };
    case "agent_event_unknown":
      return { ...state, unknown_events: counted(state.unknown_events, change.name) };
  }
}

/** Folds a message's changes into it. A text that a snapshot cut stays cut until it is said whole. */
export function applyToMessage(before: Message, changes: MessageChanges): Message {
  const { content_append, tool_output_append, ...plain } = changes;
  const after: Message = { ...before, ...defined(plain) };
  const cut = before.truncated_fields ?? [];
  if (content_append && !cut.includes("content"))
    after.content = appended(before.content, content_append, before.id);
  if (tool_output_append && !cut.includes("tool_output"))
    after.tool_output = appended(before.tool_output ?? "", tool_output_append, before.id);
  return cut.length === 0 ? after : stillCut(after, cut, plain);
}

function stillCut(
  after: Message,
  cut: NonNullable<Message["truncated_fields"]>,
  changes: MessageChanges,
): Message {
  const left = cut.filter((field) => changes[field] === undefined);
  if (left.length === cut.length) return after;
  const { truncated: _truncated, truncated_fields: _fields, ...whole } = after;
  return left.length === 0 ? whole : { ...whole, truncated: true, truncated_fields: left };
}

function appended(text: string, append: Append, messageId: string): string {
  if (append.offset !== text.length)
    throw new ApplyError(
      `append at ${append.offset} to message ${messageId}, which has ${text.length} code units`,
    );
  return text + append.text;
}

function withApprovals(
  state: SessionState,
  pending: SessionState["pending_approvals"],
): SessionState {
  return {
    ...state,
    pending_approvals: pending,
    pending_approval: pending[0] ?? null,
    has_pending_approval: pending.length > 0,
  };
}

function counted(counts: Record<string, number>, name: string): Record<string, number> {
  const known = Object.hasOwn(counts, name) || Object.keys(counts).length < limits.unknownEvents;
  const key = known ? name : "(other)";
  return { ...counts, [key]: (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + 1 };
}

/** From the end: what changes is nearly always near it. */
function indexOf(messages: readonly Message[], messageId: string): number {
  for (let index = messages.length - 1; index >= 0; index--)
    if (messages[index]?.id === messageId) return index;
  return -1;
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
