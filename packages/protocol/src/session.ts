import { z } from "zod";
import { approvalRequest } from "./approval.ts";
import { message } from "./message.ts";
import {
  approvalPolicy,
  count,
  id,
  integrationMode,
  path,
  provider,
  sandboxMode,
  time,
} from "./primitives.ts";

export const sessionStatus = z.enum(["active", "ended"]);
export type SessionStatus = z.infer<typeof sessionStatus>;

/** `reply` is said of terminal sessions whose agent told us that it waits for a person's words. */
export const workStatus = z.enum([
  "working",
  "waiting",
  "permission",
  "question",
  "reply",
  "ended",
]);
export type WorkStatus = z.infer<typeof workStatus>;

/** The agent's side: being started, there, or gone (a message to it starts it again). */
export const agentStatus = z.enum(["starting", "running", "stopped"]);
export type AgentStatus = z.infer<typeof agentStatus>;

export const tokenUsage = z.object({
  input_tokens: count,
  output_tokens: count,
  cached_tokens: count,
  context_window: count,
  /** Tokens in the context now, which is what fills the window. */
  context_tokens: count.optional(),
  cost_usd: z.number().nonnegative().optional(),
});
export type TokenUsage = z.infer<typeof tokenUsage>;

export const plan = z.object({
  explanation: z.string().nullable(),
  steps: z.array(
    z.object({ step: z.string(), status: z.enum(["pending", "in_progress", "completed"]) }),
  ),
});
export type Plan = z.infer<typeof plan>;

/** The turn that runs. `native_id` is null from our request until the agent says it began. */
export const currentTurn = z.object({
  number: count,
  native_id: z.string().nullable(),
  started_at: time,
  interrupting: z.boolean(),
  /** Tokens in and out of the session when the turn began; the turn's cost is what came since. */
  tokens_before: count,
});
export type CurrentTurn = z.infer<typeof currentTurn>;

export const turnOutcome = z.enum(["completed", "interrupted", "failed"]);
export type TurnOutcome = z.infer<typeof turnOutcome>;

/** A turn that is over. */
export const endedTurn = z.object({
  number: count,
  native_id: z.string().nullable(),
  outcome: turnOutcome,
  started_at: time,
  ended_at: time,
  /** Tokens in and out that the turn cost; absent where the agent does not say. */
  tokens: count.optional(),
  error: z.string().optional(),
});
export type EndedTurn = z.infer<typeof endedTurn>;

/** A message that waits until the agent's present turn is over, then starts the next. */
export const queuedMessage = z.object({
  id,
  content: z.string(),
  model: z.string().optional(),
  effort: z.string().optional(),
  queued_at: time,
});
export type QueuedMessage = z.infer<typeof queuedMessage>;

export const lastError = z.object({
  message: z.string(),
  at: time,
  /** What a person can type or do about it. */
  hint: z.string().optional(),
});
export type LastError = z.infer<typeof lastError>;

const seedFacts = {
  id,
  provider,
  project_path: path,
  project_name: z.string(),
  transcript_path: z.string().nullable().optional(),
  model: z.string().nullable(),
  custom_name: z.string().nullable().optional(),
  status: sessionStatus,
  work_status: workStatus,
  has_pending_approval: z.boolean(),
  codex_integration_mode: integrationMode.nullable().optional(),
  approval_policy: approvalPolicy.nullable().optional(),
  sandbox_mode: sandboxMode.nullable().optional(),
  started_at: time,
  last_activity_at: time,
};

const addedFacts = {
  integration_mode: integrationMode,
  agent_status: agentStatus,
  /** The agent's own id for this conversation. */
  thread_id: z.string().nullable(),
  effort: z.string().nullable(),
  git_branch: z.string().nullable(),
  /** The first thing that was asked, cut to one line: a name until there is a better one. */
  title: z.string().nullable(),
  /** When `work_status` last changed. */
  status_since: time,
  last_error: lastError.nullable(),
  ended_reason: z.string().nullable(),
  forked_from: z.string().nullable(),
};

/** A row of the fleet. The first block of fields is seed and fixed. */
export const sessionSummary = z.object({
  ...seedFacts,
  ...addedFacts,
  /** The oldest request that waits, its texts cut to the list's bound. */
  pending_approval: approvalRequest.nullable(),
  pending_count: count,
  token_usage: tokenUsage,
  current_tool: z.object({ name: z.string(), argument: z.string() }).nullable(),
  last_line: z.string().nullable(),
  queued: count,
});
export type SessionSummary = z.infer<typeof sessionSummary>;

/** All of a session: the fold of its changes. */
export const sessionState = z.object({
  ...seedFacts,
  messages: z.array(message),
  /** Always the oldest of `pending_approvals`. */
  pending_approval: approvalRequest.nullable(),
  token_usage: tokenUsage,
  current_diff: z.string().nullable(),
  current_plan: plan.nullable(),

  ...addedFacts,
  pending_approvals: z.array(approvalRequest),
  turn: currentTurn.nullable(),
  turns: z.array(endedTurn),
  queue: z.array(queuedMessage),
  /** Older messages exist than those here. */
  has_earlier: z.boolean(),
  /** Events of the agent that this version does not know, by name, with how often they came. */
  unknown_events: z.record(z.string(), count),
});
export type SessionState = z.infer<typeof sessionState>;

/** Any of these; absent means unchanged, null means cleared. The first block is seed and fixed. */
export const stateChanges = z.object({
  status: sessionStatus.optional(),
  work_status: workStatus.optional(),
  pending_approval: approvalRequest.nullable().optional(),
  token_usage: tokenUsage.optional(),
  current_diff: z.string().nullable().optional(),
  current_plan: plan.nullable().optional(),
  custom_name: z.string().nullable().optional(),
  approval_policy: approvalPolicy.nullable().optional(),
  sandbox_mode: sandboxMode.nullable().optional(),
  last_activity_at: time.optional(),

  model: z.string().nullable().optional(),
  transcript_path: z.string().nullable().optional(),
  integration_mode: integrationMode.optional(),
  agent_status: agentStatus.optional(),
  thread_id: z.string().nullable().optional(),
  effort: z.string().nullable().optional(),
  git_branch: z.string().nullable().optional(),
  title: z.string().nullable().optional(),
  status_since: time.optional(),
  last_error: lastError.nullable().optional(),
  ended_reason: z.string().nullable().optional(),
  turn: currentTurn.nullable().optional(),
  queue: z.array(queuedMessage).optional(),
});
export type StateChanges = z.infer<typeof stateChanges>;

/** What a `session_delta` to a list subscriber may carry besides. */
export const summaryChanges = z.object({
  ...stateChanges.shape,
  pending_count: count.optional(),
  current_tool: sessionSummary.shape.current_tool.optional(),
  last_line: z.string().nullable().optional(),
  queued: count.optional(),
});
export type SummaryChanges = z.infer<typeof summaryChanges>;
