import { z } from "zod";
import { answers, decision } from "./approval.ts";
import { limits } from "./limits.ts";
import { approvalPolicy, count, cursor, id, path, provider, sandboxMode } from "./primitives.ts";

const content = z.string().min(1).max(limits.contentLength);
const session = { session_id: id };
const pageSize = count.min(1).max(1000).optional();
/** One line of text that people see in lists. */
const name = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, "takes one line, without control characters");
/** Chosen by the client. The same one twice is applied once and acknowledged twice. */
const command = { command_id: z.string().min(1).max(64).optional() };

function say<Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) {
  return z.object({ type: z.literal(type), ...command, ...shape });
}

/** Who speaks and what it can read. Optional, and first if at all. */
export const hello = say("hello", {
  protocol: count,
  client: z.object({ name: z.string().max(64), version: z.string().max(64) }),
  capabilities: z.array(z.string().max(64)).max(64),
});

/** What a client looks at. */
export const watching = [
  say("subscribe_list", {}),
  say("subscribe_session", { ...session, since: cursor.optional() }),
  say("unsubscribe_session", session),
  say("ping", {}),
] as const;

/** What a person tells one session. */
export const sessionCommands = [
  say("send_message", {
    ...session,
    content,
    model: z.string().max(128).nullish(),
    effort: z.string().max(32).nullish(),
  }),
  say("steer_session", { ...session, content }),
  say("approve_tool", {
    ...session,
    request_id: id,
    decision,
    message: z.string().max(16_384).nullish(),
  }),
  say("answer_question", {
    ...session,
    request_id: id,
    answer: z.string().max(65_536).nullish(),
    answers: answers.nullish(),
  }),
  say("interrupt_session", session),
  say("end_session", session),
  say("resume_session", session),
  say("update_session_config", {
    ...session,
    approval_policy: approvalPolicy.nullish(),
    sandbox_mode: sandboxMode.nullish(),
    model: z.string().max(128).nullish(),
    effort: z.string().max(32).nullish(),
  }),
  say("rename_session", { ...session, name: name.nullish() }),
  say("compact_session", session),
  /** Takes a message back that still waits in the queue. */
  say("remove_queued", { ...session, queued_id: id }),
] as const;

/** What makes a new session. */
export const creatingCommands = [
  say("create_session", {
    provider,
    cwd: path,
    model: z.string().max(128).nullish(),
    effort: z.string().max(32).nullish(),
    approval_policy: approvalPolicy.nullish(),
    sandbox_mode: sandboxMode.nullish(),
    name: name.nullish(),
    /** The first message, so that creating and asking are one command. */
    prompt: content.nullish(),
  }),
  /** A new session with the history of another, up to and with the given turn. */
  say("fork_session", { ...session, after_turn: count.nullish() }),
] as const;

/** Questions with one answer. */
export const queries = [
  say("list_approvals", { session_id: id.nullish(), limit: pageSize.nullish() }),
  say("delete_approval", { approval_id: id }),
  say("list_models", {}),
  say("list_providers", {}),
  say("list_messages", { ...session, before: id.nullish(), limit: pageSize.nullish() }),
  say("get_message", { ...session, message_id: id }),
  /** Directories that begin with what was typed; without it, those used before. */
  say("list_directories", { prefix: z.string().max(4096).nullish() }),
  say("get_server_status", {}),
] as const;

/** Everything a client may say. Unknown fields are dropped; an unknown `type` is a parse error. */
export const clientMessage = z.discriminatedUnion("type", [
  hello,
  ...watching,
  ...sessionCommands,
  ...creatingCommands,
  ...queries,
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageOf<Type extends ClientMessage["type"]> = Extract<
  ClientMessage,
  { type: Type }
>;

export const sessionCommand = z.discriminatedUnion("type", [...sessionCommands]);
/** A command to one session that exists. */
export type SessionCommand = z.infer<typeof sessionCommand>;
