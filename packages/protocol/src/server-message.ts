import { z } from "zod";
import { approvalRecord } from "./approval.ts";
import { changes } from "./change.ts";
import { message } from "./message.ts";
import { count, id, path, provider, time } from "./primitives.ts";
import { sessionState, sessionSummary, summaryChanges } from "./session.ts";

/**
 * On every change of a session: where the session stands after it, and how many changes it stands
 * for (1 where absent; adjacent appends are merged). A reader at `revision - revisions` applies it,
 * one past it ignores it, any other has a gap and subscribes again.
 */
const stamp = { session_id: id, revision: count.optional(), revisions: count.optional() };

export const errorCode = z.enum([
  "parse_error",
  "unauthorized",
  "forbidden",
  "not_found",
  "invalid_argument",
  "conflict",
  "too_large",
  "overloaded",
  "provider_error",
  "internal",
]);
export type ErrorCode = z.infer<typeof errorCode>;

/** What a provider can do on this machine, and what to type where it cannot. */
export const providerInfo = z.object({
  provider,
  available: z.boolean(),
  version: z.string().nullable(),
  path: z.string().nullable(),
  problem: z.string().nullable(),
  hint: z.string().nullable(),
});
export type ProviderInfo = z.infer<typeof providerInfo>;

export const model = z.object({
  id: z.string(),
  provider,
  name: z.string(),
  description: z.string().nullable(),
  is_default: z.boolean(),
  efforts: z.array(z.string()),
  default_effort: z.string().nullable(),
});
export type Model = z.infer<typeof model>;

/** A window of a provider's allowance. */
export const rateLimit = z.object({
  provider,
  name: z.string(),
  used_percent: z.number(),
  window_minutes: z.number().nullable(),
  resets_at: time.nullable(),
});
export type RateLimit = z.infer<typeof rateLimit>;

/** The store's health: `degraded` means that sessions run and that `unsaved` changes wait. */
export const storeStatus = z.object({
  state: z.enum(["ok", "degraded"]),
  problem: z.string().nullable(),
  hint: z.string().nullable(),
  unsaved: count,
});
export type StoreStatus = z.infer<typeof storeStatus>;

/** Sent to list subscribers when they subscribe and when any of it changes. */
export const serverStatus = z.object({
  version: z.string(),
  instance_id: id,
  started_at: time,
  store: storeStatus,
  agent_host: z.object({ connected: z.boolean(), pid: count.nullable(), agents: count }),
  providers: z.array(providerInfo),
  rate_limits: z.array(rateLimit),
  sessions: z.object({ total: count, active: count, in_memory: count }),
  connections: count,
  rss_bytes: count,
  /** Set when the rehearsal's scripted model answers in place of a real one. */
  rehearsal: z.boolean(),
});
export type ServerStatus = z.infer<typeof serverStatus>;

const session_delta = z.object({
  ...changes.session_delta.shape,
  ...stamp,
  changes: summaryChanges,
});

export const serverMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    protocol: count,
    server: z.object({ name: z.string(), version: z.string(), instance_id: id }),
    capabilities: z.array(z.string()),
  }),
  z.object({ type: z.literal("pong"), command_id: z.string().optional() }),
  z.object({
    type: z.literal("ack"),
    command_id: z.string(),
    session_id: id.optional(),
    /** False only while the store is degraded: done, but not yet on disk. */
    durable: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("error"),
    code: errorCode,
    message: z.string(),
    session_id: z.string().optional(),
    command_id: z.string().optional(),
  }),

  z.object({ type: z.literal("sessions_list"), sessions: z.array(sessionSummary) }),
  z.object({ type: z.literal("session_created"), session: sessionSummary }),
  z.object({
    type: z.literal("session_snapshot"),
    session: sessionState,
    epoch: id,
    revision: count,
  }),
  z.object({
    type: z.literal("session_resumed"),
    session_id: id,
    epoch: id,
    revision: count,
  }),
  session_delta,
  changes.message_appended.extend(stamp),
  changes.message_updated.extend(stamp),
  changes.approval_requested.extend(stamp),
  changes.approval_resolved.extend(stamp),
  changes.tokens_updated.extend(stamp),
  changes.turn_ended.extend(stamp),
  changes.session_ended.extend(stamp),
  changes.agent_event_unknown.extend(stamp),

  z.object({
    type: z.literal("approvals_list"),
    session_id: id.nullish(),
    approvals: z.array(approvalRecord),
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("approval_deleted"),
    approval_id: id,
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("models_list"),
    models: z.array(model),
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("providers_list"),
    providers: z.array(providerInfo),
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("messages_list"),
    session_id: id,
    messages: z.array(message),
    has_earlier: z.boolean(),
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("message"),
    session_id: id,
    message,
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("directories_list"),
    prefix: z.string().nullable(),
    directories: z.array(z.object({ path, git: z.boolean(), last_used_at: time.nullable() })),
    command_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("server_status"),
    status: serverStatus,
    command_id: z.string().optional(),
  }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;
export type ServerMessageOf<Type extends ServerMessage["type"]> = Extract<
  ServerMessage,
  { type: Type }
>;
