import { z } from "zod";
import { id, path, provider, time } from "./primitives.ts";

export const decision = z.enum([
  "approved",
  "approved_for_session",
  "approved_always",
  "denied",
  "abort",
]);
export type Decision = z.infer<typeof decision>;

export const risk = z.enum(["low", "normal", "high"]);
export type Risk = z.infer<typeof risk>;

/** One of the questions an agent asks at once. */
export const question = z.object({
  id: z.string(),
  header: z.string(),
  question: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })),
  multi_select: z.boolean().optional(),
  /** A free answer is welcome besides the options. */
  allow_other: z.boolean().optional(),
  /** The answer is a secret: do not echo it. */
  secret: z.boolean().optional(),
});
export type Question = z.infer<typeof question>;

/** Answers by question id; several where the question takes several. */
export const answers = z.record(z.string().max(256), z.array(z.string().max(65_536)).max(64));
export type Answers = z.infer<typeof answers>;

/** What an agent waits for a person to decide. The first block of fields is seed and fixed. */
export const approvalRequest = z.object({
  id,
  session_id: id,
  type: z.enum(["exec", "patch", "question"]),
  command: z.string().nullable(),
  file_path: z.string().nullable(),
  diff: z.string().nullable(),
  question: z.string().nullable(),
  /** The rule that `approved_always` would write, as words of a command prefix. */
  proposed_amendment: z.array(z.string()).nullable().optional(),

  /** What the agent's program calls this request; how an answer finds its way back. */
  native_id: z.string(),
  /** The kind of request in the agent's own terms, e.g. `item/commandExecution/requestApproval`. */
  native_kind: z.string(),
  /** The tool message this request belongs to. */
  message_id: z.string().nullable().optional(),
  tool_name: z.string().nullable().optional(),
  tool_input: z.string().nullable().optional(),
  cwd: z.string().nullable().optional(),
  /** Why the agent asks, in its words. */
  reason: z.string().nullable().optional(),
  risk,
  risk_reasons: z.array(z.string()),
  /** Parts of `command` that make it risky: start and end in UTF-16 code units. */
  risk_spans: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
  /** The decisions the agent offers here. */
  options: z.array(decision),
  questions: z.array(question).optional(),
  /** Whatever else the connector needs to answer, as it came; opaque to all others. */
  native: z.unknown().optional(),
  requested_at: time,
});
export type ApprovalRequest = z.infer<typeof approvalRequest>;

/** How a request ended. `withdrawn`: the agent no longer waits (its turn ended, or it died). */
export const approvalOutcome = z.enum([...decision.options, "answered", "withdrawn"]);
export type ApprovalOutcome = z.infer<typeof approvalOutcome>;

/** One line of the history of who decided what. */
export const approvalRecord = z.object({
  id,
  session_id: id,
  provider: provider.optional(),
  project_path: path.optional(),
  request: approvalRequest,
  /** Null while it waits. */
  outcome: approvalOutcome.nullable(),
  message: z.string().nullable().optional(),
  answers: answers.nullable().optional(),
  decided_by: z.string().nullable().optional(),
  decided_at: time.nullable().optional(),
});
export type ApprovalRecord = z.infer<typeof approvalRecord>;
