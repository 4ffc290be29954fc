/** The shapes of `AgentInput`, to be checked at run time: whatever an agent writes, core gets these. */
import {
  approvalPolicy,
  approvalRequest,
  messageStatus,
  messageType,
  noticeKind,
  plan,
  sandboxMode,
  tokenUsage,
  turnOutcome,
} from "@orbitdock/protocol";
import type { AgentInput } from "@orbitdock/core";
import { z } from "zod";

const error = z.object({ message: z.string(), hint: z.string().optional() });
const nativeId = z.string();
const settings = {
  model: z.string().optional(),
  effort: z.string().nullable().optional(),
  approval_policy: approvalPolicy.optional(),
  sandbox_mode: sandboxMode.optional(),
};
const facts = {
  native_id: nativeId,
  message_type: messageType,
  content: z.string().optional(),
  tool_name: z.string().optional(),
  tool_input: z
    .string()
    .refine((text) => text.startsWith("{"))
    .optional(),
  tool_output: z.string().optional(),
  is_error: z.boolean().optional(),
  duration_ms: z.number().nonnegative().optional(),
  message_id: z.string().optional(),
};
const request = approvalRequest
  .omit({
    id: true,
    session_id: true,
    requested_at: true,
    risk: true,
    risk_reasons: true,
    risk_spans: true,
    message_id: true,
  })
  .extend({ item_native_id: z.string().optional() });

const type = <Name extends AgentInput["type"]>(name: Name) => z.literal(name);

export const agentInputSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: type("agent_ready"),
    thread_id: z.string().min(1),
    ...settings,
    transcript_path: z.string().nullable().optional(),
    git_branch: z.string().nullable().optional(),
  }),
  z.strictObject({ type: type("agent_failed"), error }),
  z.strictObject({ type: type("agent_stopped"), error: error.nullable() }),
  z.strictObject({ type: type("turn_started"), native_id: nativeId }),
  z.strictObject({
    type: type("turn_ended"),
    native_id: nativeId.nullable(),
    outcome: turnOutcome,
    error: error.optional(),
  }),
  z.strictObject({
    type: type("request_failed"),
    request: z.enum(["turn_start", "turn_steer", "other"]),
    error,
    message_id: z.string().optional(),
  }),
  z.strictObject({ type: type("item_started"), ...facts }),
  z.strictObject({
    type: type("item_delta"),
    native_id: nativeId,
    field: z.enum(["content", "tool_output"]),
    text: z.string().min(1),
    message_type: messageType,
  }),
  z.strictObject({ type: type("item_completed"), ...facts, status: messageStatus.optional() }),
  z.strictObject({ type: type("items_abandoned") }),
  z.strictObject({ type: type("approval_asked"), request }),
  z.strictObject({ type: type("approval_withdrawn"), native_id: nativeId }),
  z.strictObject({
    type: type("usage"),
    usage: tokenUsage,
    turn_tokens: z.number().nonnegative().optional(),
  }),
  z.strictObject({ type: type("plan"), plan: plan.nullable() }),
  z.strictObject({ type: type("diff"), diff: z.string().nullable() }),
  z.strictObject({ type: type("settings"), ...settings }),
  z.strictObject({ type: type("renamed"), name: z.string().nullable() }),
  z.strictObject({
    type: type("notice"),
    kind: noticeKind,
    text: z.string(),
    native_id: nativeId.optional(),
  }),
  z.strictObject({ type: type("unknown_event"), name: z.string(), event: z.string() }),
]);
