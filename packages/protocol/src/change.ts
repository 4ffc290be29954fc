import { z } from "zod";
import { answers, approvalOutcome, approvalRequest } from "./approval.ts";
import { message, messageChanges } from "./message.ts";
import { id, time } from "./primitives.ts";
import { endedTurn, stateChanges, tokenUsage } from "./session.ts";

/**
 * The vocabulary of change. Each is folded into the server's state, sent to subscribers, written to
 * the log, and folded into the client's state: there is no second set of types for any of these.
 */
export const changes = {
  session_delta: z.object({ type: z.literal("session_delta"), changes: stateChanges }),
  message_appended: z.object({ type: z.literal("message_appended"), message }),
  message_updated: z.object({
    type: z.literal("message_updated"),
    message_id: id,
    changes: messageChanges,
  }),
  approval_requested: z.object({ type: z.literal("approval_requested"), request: approvalRequest }),
  approval_resolved: z.object({
    type: z.literal("approval_resolved"),
    approval_id: id,
    outcome: approvalOutcome,
    message: z.string().optional(),
    answers: answers.optional(),
    decided_by: z.string().optional(),
    decided_at: time,
  }),
  tokens_updated: z.object({ type: z.literal("tokens_updated"), usage: tokenUsage }),
  turn_ended: z.object({ type: z.literal("turn_ended"), turn: endedTurn }),
  session_ended: z.object({ type: z.literal("session_ended"), reason: z.string() }),
  agent_event_unknown: z.object({
    type: z.literal("agent_event_unknown"),
    name: z.string(),
    /** JSON text of the event as it came, cut to a bound. */
    event: z.string(),
  }),
} as const;

export const sessionChange = z.discriminatedUnion("type", [
  changes.session_delta,
  changes.message_appended,
  changes.message_updated,
  changes.approval_requested,
  changes.approval_resolved,
  changes.tokens_updated,
  changes.turn_ended,
  changes.session_ended,
  changes.agent_event_unknown,
]);
export type SessionChange = z.infer<typeof sessionChange>;
