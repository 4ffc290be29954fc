import type { Database } from "bun:sqlite";
import type { ApprovalRecord, Message } from "@orbitdock/protocol";
import type { ReadRequest } from "./rows.ts";
import type { LoadedSession, SessionFacts } from "./store.ts";
import { fromColumn } from "./text-column.ts";

/** Answers a question to the database. */
export function answerRead(db: Database, request: ReadRequest): unknown {
  switch (request.read) {
    case "session":
      return readSession(db, request.session_id, request.limit);
    case "messages":
      return readMessages(db, request.session_id, request.before, request.limit);
    case "message":
      return readMessage(db, request.session_id, request.message_id);
    case "approvals":
      return readApprovals(db, request.session_id, request.limit);
    case "directories":
      return db
        .query(
          `SELECT project_path AS path, max(last_activity_at) AS last_used_at FROM sessions
           GROUP BY project_path ORDER BY last_used_at DESC LIMIT ?`,
        )
        .all(request.limit);
  }
}

function readSession(db: Database, id: string, limit: number): LoadedSession | null {
  const row = db
    .query<{ revision: number; facts: string; bulk: string }, [string]>(
      "SELECT revision, facts, bulk FROM sessions WHERE id = ?",
    )
    .get(id);
  if (!row) return null;
  const facts = { ...JSON.parse(row.facts), ...JSON.parse(row.bulk) } as SessionFacts;
  return { facts, revision: row.revision, ...readMessages(db, id, null, limit) };
}

interface MessageRow {
  id: string;
  message_type: string;
  timestamp: string;
  is_error: number;
  duration_ms: number | null;
  status: string | null;
  turn: number | null;
  native_id: string | null;
  notice: string | null;
  steered: number | null;
  content_half: number | null;
  tool_output_half: number | null;
  tool_name: string | null;
  tool_input: string | null;
  content: string;
  tool_output: string | null;
}

const newestFirst = `
  SELECT messages.* FROM messages JOIN sessions ON sessions.key = messages.session
  WHERE sessions.id = ?1 AND seq < coalesce(
    (SELECT seq FROM messages WHERE session = sessions.key AND id = ?2), iif(?2 IS NULL, 9e18, 0))
  ORDER BY seq DESC LIMIT ?3`;

/** An unknown `before` has nothing before it. */
function readMessages(
  db: Database,
  sessionId: string,
  before: string | null,
  limit: number,
): { messages: Message[]; has_earlier: boolean } {
  const rows = db
    .query<MessageRow, [string, string | null, number]>(newestFirst)
    .all(sessionId, before, limit + 1);
  const messages = rows.slice(0, limit).map((row) => messageOf(sessionId, row));
  return { messages: messages.toReversed(), has_earlier: rows.length > limit };
}

function readMessage(db: Database, sessionId: string, id: string): Message | null {
  const row = db
    .query<MessageRow, [string, string]>(
      `SELECT messages.* FROM messages JOIN sessions ON sessions.key = messages.session
       WHERE sessions.id = ? AND messages.id = ?`,
    )
    .get(sessionId, id);
  return row && messageOf(sessionId, row);
}

function messageOf(sessionId: string, row: MessageRow): Message {
  return {
    id: row.id,
    session_id: sessionId,
    message_type: row.message_type as Message["message_type"],
    content: fromColumn(row.content, row.content_half),
    tool_name: row.tool_name,
    tool_input: row.tool_input,
    tool_output:
      row.tool_output === null ? null : fromColumn(row.tool_output, row.tool_output_half),
    is_error: row.is_error === 1,
    timestamp: row.timestamp,
    duration_ms: row.duration_ms,
    ...(row.status !== null && { status: row.status as NonNullable<Message["status"]> }),
    ...(row.turn !== null && { turn: row.turn }),
    ...(row.native_id !== null && { native_id: row.native_id }),
    ...(row.notice !== null && { notice: row.notice as NonNullable<Message["notice"]> }),
    ...(row.steered !== null && { steered: row.steered === 1 }),
  };
}

interface ApprovalRow {
  id: string;
  session_id: string;
  provider: string;
  project_path: string;
  request: string;
  outcome: string | null;
  message: string | null;
  answers: string | null;
  decided_by: string | null;
  decided_at: string | null;
}

function readApprovals(db: Database, sessionId: string | null, limit: number): ApprovalRecord[] {
  const select = `SELECT approvals.*, sessions.id AS session_id, provider, project_path
    FROM approvals JOIN sessions ON sessions.key = approvals.session WHERE deleted = 0`;
  const rows =
    sessionId === null
      ? db.query<ApprovalRow, [number]>(`${select} ORDER BY seq DESC LIMIT ?`).all(limit)
      : db
          .query<ApprovalRow, [string, number]>(
            `${select} AND sessions.id = ? ORDER BY seq DESC LIMIT ?`,
          )
          .all(sessionId, limit);
  return rows.map(approvalOf);
}

function approvalOf(row: ApprovalRow): ApprovalRecord {
  return {
    id: row.id,
    session_id: row.session_id,
    provider: row.provider as NonNullable<ApprovalRecord["provider"]>,
    project_path: row.project_path,
    request: JSON.parse(row.request) as ApprovalRecord["request"],
    outcome: row.outcome as ApprovalRecord["outcome"],
    message: row.message,
    answers: row.answers === null ? null : (JSON.parse(row.answers) as ApprovalRecord["answers"]),
    decided_by: row.decided_by,
    decided_at: row.decided_at,
  };
}
