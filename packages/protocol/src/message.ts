import { z } from "zod";
import { count, id, time } from "./primitives.ts";

export const messageType = z.enum(["user", "assistant", "thinking", "tool", "tool_result"]);
export type MessageType = z.infer<typeof messageType>;

/**
 * Where a message stands. `streaming`: more may come. `complete`: said to the end.
 * `interrupted`: cut off by a person, an error or the death of the agent; what had come is kept.
 * `declined`: a tool call that a person refused.
 */
export const messageStatus = z.enum(["streaming", "complete", "interrupted", "declined"]);
export type MessageStatus = z.infer<typeof messageStatus>;

/** What OrbitDock or the agent's program says about the session, as opposed to what the model says. */
export const noticeKind = z.enum(["error", "warning", "retry", "compaction", "info"]);
export type NoticeKind = z.infer<typeof noticeKind>;

/** One entry of a session's transcript. The first block of fields is seed and fixed. */
export const message = z.object({
  id,
  session_id: id,
  message_type: messageType,
  content: z.string(),
  /** One vocabulary for all providers: Bash, Edit, Read, WebSearch, Agent, `mcp__server__tool` … */
  tool_name: z.string().nullable(),
  /** JSON text of an object. */
  tool_input: z.string().nullable(),
  tool_output: z.string().nullable(),
  is_error: z.boolean(),
  timestamp: time,
  duration_ms: z.number().nonnegative().nullable(),

  /** Absent means `complete`. */
  status: messageStatus.optional(),
  /** Number of the turn it belongs to, from 1; absent before the first. */
  turn: count.optional(),
  /** The agent's own id for it; unique in the session for one life of the item. */
  native_id: z.string().optional(),
  notice: noticeKind.optional(),
  /** A user's message that joined a running turn. */
  steered: z.boolean().optional(),
  /** Snapshot only: texts were cut; `get_message` gives the whole. */
  truncated: z.boolean().optional(),
  /** Which texts were cut. */
  truncated_fields: z.array(z.enum(["content", "tool_input", "tool_output"])).optional(),
});
export type Message = z.infer<typeof message>;

/** Text to add at `offset`, which must be the present length in UTF-16 code units. */
export const append = z.object({ offset: count, text: z.string() });
export type Append = z.infer<typeof append>;

/** What may change in a message that is already in the transcript. Absent means unchanged. */
export const messageChanges = z.object({
  content: z.string().optional(),
  tool_output: z.string().nullable().optional(),
  is_error: z.boolean().optional(),
  duration_ms: z.number().nonnegative().nullable().optional(),

  content_append: append.optional(),
  tool_output_append: append.optional(),
  tool_name: z.string().nullable().optional(),
  tool_input: z.string().nullable().optional(),
  status: messageStatus.optional(),
  native_id: z.string().optional(),
});
export type MessageChanges = z.infer<typeof messageChanges>;
