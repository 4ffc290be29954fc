import type { Database, SQLQueryBindings } from "bun:sqlite";
import type { Message, MessageChanges } from "@orbitdock/protocol";
import type { MessageOp } from "./message-ops.ts";
import { fromColumn, startsWithHalf, toColumn } from "./text-column.ts";

/**
 * Writes what a batch does to one message.
 * @returns why it could not be written in whole, or null.
 */
export function writeMessage(db: Database, session: number, op: MessageOp): string | null {
  return op.type === "insert"
    ? insertMessage(db, session, op.message)
    : updateMessage(db, session, op.message_id, op.set);
}

function insertMessage(db: Database, session: number, message: Message): string | null {
  const content = toColumn(message.content);
  const output = toColumn(message.tool_output ?? "");
  const { changes } = db
    .query(
      `INSERT INTO messages (session, id, message_type, timestamp, is_error, duration_ms, status, turn,
         native_id, notice, steered, content_units, tool_output_units, content_half, tool_output_half,
         tool_name, tool_input, content, tool_output)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session, id) DO NOTHING`,
    )
    .run(
      session,
      message.id,
      message.message_type,
      message.timestamp,
      message.is_error ? 1 : 0,
      message.duration_ms,
      message.status ?? null,
      message.turn ?? null,
      message.native_id ?? null,
      message.notice ?? null,
      message.steered === undefined ? null : Number(message.steered),
      content.units,
      output.units,
      content.half,
      output.half,
      message.tool_name,
      message.tool_input,
      content.text,
      message.tool_output === null ? null : output.text,
    );
  return changes === 0 ? `message ${message.id} is there already` : null;
}

/** The columns and values of an UPDATE, and the lengths that must be found for it to be right. */
interface Assignments {
  set: string[];
  values: SQLQueryBindings[];
  where: string[];
  found: SQLQueryBindings[];
}

function updateMessage(
  db: Database,
  session: number,
  id: string,
  changes: MessageChanges,
): string | null {
  const { content_append, tool_output_append, ...plain } = changes;
  const to: Assignments = { set: [], values: [], where: [], found: [] };
  assignPlain(to, plain);
  if (content_append) assignAppend(db, to, session, id, "content", content_append);
  if (tool_output_append) assignAppend(db, to, session, id, "tool_output", tool_output_append);
  if (to.set.length === 0 || run(db, to, session, id)) return null;
  const known = db
    .query<{ content_units: number; tool_output_units: number }, [number, string]>(
      "SELECT content_units, tool_output_units FROM messages WHERE session = ? AND id = ?",
    )
    .get(session, id);
  if (!known) return `there is no message ${id} to update`;
  // The append does not fit what is stored: leave the text alone, and take the rest.
  const rest: Assignments = { set: [], values: [], where: [], found: [] };
  assignPlain(rest, plain);
  if (rest.set.length > 0) run(db, rest, session, id);
  return `an append to message ${id} does not fit its ${known.content_units} and ${known.tool_output_units} code units`;
}

function run(db: Database, to: Assignments, session: number, id: string): boolean {
  const where = ["session = ?", "id = ?", ...to.where].join(" AND ");
  const { changes } = db
    .query(`UPDATE messages SET ${to.set.join(", ")} WHERE ${where}`)
    .run(...to.values, session, id, ...to.found);
  return changes > 0;
}

function assignPlain(to: Assignments, plain: MessageChanges): void {
  const assign = (column: string, value: SQLQueryBindings) => {
    to.set.push(`${column} = ?`);
    to.values.push(value);
  };
  const assignText = (column: "content" | "tool_output", text: string | null) => {
    const { text: whole, half, units } = toColumn(text ?? "");
    assign(column, text === null ? null : whole);
    assign(`${column}_half`, half);
    assign(`${column}_units`, units);
  };
  if (plain.content !== undefined) assignText("content", plain.content);
  if (plain.tool_output !== undefined) assignText("tool_output", plain.tool_output);
  if (plain.is_error !== undefined) assign("is_error", plain.is_error ? 1 : 0);
  for (const column of ["duration_ms", "tool_name", "tool_input", "status", "native_id"] as const) {
    const value = plain[column];
    if (value !== undefined) assign(column, value);
  }
}

function assignAppend(
  db: Database,
  to: Assignments,
  session: number,
  id: string,
  column: "content" | "tool_output",
  append: { offset: number; text: string },
): void {
  const { text, half } = toColumn(append.text);
  let joins = text;
  // A half that stays alone is no text in any encoding; its place is kept by U+FFFD.
  let orphan = `iif(${column}_half IS NULL, '', char(65533))`;
  if (startsWithHalf(append.text)) {
    const row = db
      .query<{ half: number | null }, [number, string]>(
        `SELECT ${column}_half AS half FROM messages WHERE session = ? AND id = ?`,
      )
      .get(session, id);
    joins = fromColumn("", row?.half ?? null) + text;
    orphan = "''";
  }
  to.set.push(
    `${column} = coalesce(${column}, '') || ${orphan} || ?`,
    `${column}_half = ?`,
    `${column}_units = ${column}_units + ?`,
  );
  to.values.push(joins, half, append.text.length);
  to.where.push(`${column}_units = ?`);
  to.found.push(append.offset);
}
