import type { Append, Message, MessageChanges, SessionChange } from "@orbitdock/protocol";

/** What one batch does to one message: one touch of its row. */
export type MessageOp =
  | { type: "insert"; message: Message }
  | { type: "update"; message_id: string; set: MessageChanges };

type Appends = "content_append" | "tool_output_append";

/** A change that does not fit the one before it. */
class MisfitError extends Error {}

/**
 * Folds a batch's changes of one session into at most one operation for each message.
 * `skip` is told of what does not fit: a message said twice, an append with a gap.
 */
export function foldMessageOp(
  ops: Map<string, MessageOp>,
  change: SessionChange,
  skip: (why: string) => void,
): void {
  if (change.type === "message_appended") {
    const { message } = change;
    if (ops.has(message.id)) skip(`message ${message.id} is there already`);
    else ops.set(message.id, { type: "insert", message });
    return;
  }
  if (change.type !== "message_updated") return;
  const { message_id, changes } = change;
  const op = ops.get(message_id);
  try {
    if (!op) ops.set(message_id, { type: "update", message_id, set: { ...changes } });
    else if (op.type === "insert") op.message = joined(op.message, changes, message_id);
    else op.set = joined(op.set, changes, message_id);
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    skip(error.message);
  }
}

/**
 * Two updates of one message as one, or a message with an update of it. Not protocol's
 * `applyToMessage`, which knows no update without its message; and what the worker loads of protocol
 * would bring all schemas with it, three quarters of its time to start.
 */
function joined<Base extends MessageChanges>(
  before: Base,
  after: MessageChanges,
  id: string,
): Base {
  const { content_append, tool_output_append, ...plain } = after;
  const set: Base = { ...before };
  for (const [name, value] of Object.entries(plain))
    if (value !== undefined) Object.assign(set, { [name]: value });
  // A whole text takes the place of what was appended to the one before it.
  if (plain.content !== undefined) delete set.content_append;
  if (plain.tool_output !== undefined) delete set.tool_output_append;
  if (content_append) {
    if (set.content === undefined) joinAppend(set, "content_append", content_append, id);
    else set.content = grown(set.content, content_append, id);
  }
  if (tool_output_append) {
    if (set.tool_output === undefined)
      joinAppend(set, "tool_output_append", tool_output_append, id);
    else set.tool_output = grown(set.tool_output ?? "", tool_output_append, id);
  }
  return set;
}

function joinAppend(set: MessageChanges, field: Appends, append: Append, id: string): void {
  const head = set[field];
  if (!head) {
    set[field] = append;
    return;
  }
  const text = grown(head.text, { ...append, offset: append.offset - head.offset }, id);
  set[field] = { offset: head.offset, text };
}

function grown(text: string, append: Append, id: string): string {
  if (append.offset !== text.length)
    throw new MisfitError(`append to message ${id} leaves a gap or repeats what is there`);
  return text + append.text;
}
