import type { Database } from "bun:sqlite";
import type { SessionChange } from "@orbitdock/protocol";
import { writeApproval } from "./approval-rows.ts";
import type { MessageOp } from "./message-ops.ts";
import { foldMessageOp } from "./message-ops.ts";
import { writeMessage } from "./message-rows.ts";
import { isRowError } from "./problem.ts";
import type { BatchRows, Rejected, SessionRow, WriteReport } from "./rows.ts";

/** Keys of sessions by id: asked for with every row. */
export type SessionKeys = Map<string, number>;

/**
 * Writes a batch in one transaction; one that is in already (the answer got lost) is not written twice.
 * A row that cannot be written for a reason of its own is set aside in `rejected` and the rest goes on.
 * @throws what SQLite says when the database itself cannot take it; then nothing of the batch is in.
 */
export function writeBatch(db: Database, keys: SessionKeys, batch: BatchRows): WriteReport {
  const report: WriteReport = { skipped: [] };
  // Outside of a transaction, where alone it has an effect.
  db.run(`PRAGMA synchronous = ${batch.sync ? "FULL" : "NORMAL"}`);
  db.run("BEGIN IMMEDIATE");
  try {
    if (lastBatch(db) !== batch.id) writeRows(db, keys, batch, report);
    db.run("COMMIT");
  } catch (error) {
    keys.clear();
    // SQLite has already rolled back after some errors.
    if (db.inTransaction) db.run("ROLLBACK");
    throw error;
  }
  return report;
}

function lastBatch(db: Database): string | undefined {
  const row = db
    .query<{ value: string }, []>("SELECT value FROM settings WHERE name = 'last_batch'")
    .get();
  return row?.value;
}

function writeRows(db: Database, keys: SessionKeys, batch: BatchRows, report: WriteReport): void {
  const skip = (why: string) => report.skipped.push(why);
  /** Runs one row's write; what it cannot take is kept aside. */
  const guarded = (
    kind: string,
    sessionId: string | null,
    content: () => string,
    run: () => void,
  ) => {
    try {
      run();
    } catch (error) {
      if (!isRowError(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      reject(db, { at: batch.at, session_id: sessionId, kind, reason, content: content() });
      skip(`${kind}: ${reason}`);
    }
  };

  for (const row of batch.sessions)
    guarded(
      "session",
      row.id,
      () => JSON.stringify(row),
      () => writeSession(db, keys, row),
    );
  writeChanges(db, keys, batch, skip, guarded);
  for (const { id, session_id, effect } of batch.effects) {
    guarded(
      "effect",
      session_id,
      () => effect,
      () => {
        db.query("INSERT OR IGNORE INTO outbox (id, session_id, effect) VALUES (?, ?, ?)").run(
          id,
          session_id,
          effect,
        );
      },
    );
  }
  for (const id of batch.effects_done) db.query("DELETE FROM outbox WHERE id = ?").run(id);
  for (const heard of batch.offsets) {
    db.query(
      `INSERT INTO agent_offsets (agent, instance, "offset", at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET "offset" = excluded."offset", at = excluded.at`,
    ).run(heard.agent, heard.instance, heard.offset, heard.at);
  }
  for (const { command_id, session_id, at } of batch.commands) {
    db.query("INSERT OR IGNORE INTO commands (id, session_id, at) VALUES (?, ?, ?)").run(
      command_id,
      session_id,
      at,
    );
  }
  for (const id of batch.deleted_approvals)
    db.query("UPDATE approvals SET deleted = 1 WHERE id = ?").run(id);
  for (const rejected of batch.rejected) {
    reject(db, rejected);
    skip(`${rejected.kind}: ${rejected.reason}`);
  }
  db.query("INSERT OR REPLACE INTO settings (name, value) VALUES ('last_batch', ?)").run(batch.id);
}

function writeSession(db: Database, keys: SessionKeys, row: SessionRow): void {
  const written = db
    .query<{ key: number }, (string | number | null)[]>(
      `UPDATE sessions SET revision = ?, provider = ?, project_path = ?, status = ?, started_at = ?,
         last_activity_at = ?, summary = ?, facts = ?, bulk = coalesce(?, bulk)
       WHERE id = ? RETURNING key`,
    )
    .get(...columns(row), row.id);
  const key = written?.key ?? insertSession(db, row);
  keys.set(row.id, key);
}

function insertSession(db: Database, row: SessionRow): number {
  const inserted = db
    .query<{ key: number }, (string | number | null)[]>(
      `INSERT INTO sessions (revision, provider, project_path, status, started_at, last_activity_at,
         summary, facts, bulk, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key`,
    )
    .get(...columns(row), row.id);
  if (!inserted) throw new Error(`session ${row.id} was not inserted`);
  return inserted.key;
}

function columns(row: SessionRow): (string | number | null)[] {
  const { revision, provider, project_path, status, started_at, last_activity_at } = row;
  const listed = [revision, provider, project_path, status, started_at, last_activity_at];
  return [...listed, row.summary, row.facts, row.bulk];
}

function writeChanges(
  db: Database,
  keys: SessionKeys,
  batch: BatchRows,
  skip: (why: string) => void,
  guarded: (kind: string, id: string | null, content: () => string, run: () => void) => void,
): void {
  const messages = new Map<string, Map<string, MessageOp>>();
  const insert = db.query(
    "INSERT INTO changes (session, revision, at, change) VALUES (?, ?, ?, ?)",
  );
  for (const row of batch.log) {
    guarded(
      "change",
      row.session_id,
      () => row.change,
      () => {
        const key = keyOf(db, keys, row.session_id);
        insert.run(key, row.revision, row.at, row.change);
        const told = (why: string | null) => {
          if (why !== null) skip(`session ${row.session_id}, revision ${row.revision}: ${why}`);
        };
        switch (row.type) {
          case "message_appended":
          case "message_updated": {
            let ops = messages.get(row.session_id);
            if (!ops) messages.set(row.session_id, (ops = new Map()));
            foldMessageOp(ops, JSON.parse(row.change) as SessionChange, told);
            break;
          }
          case "approval_requested":
          case "approval_resolved":
            told(writeApproval(db, key, JSON.parse(row.change) as SessionChange));
            break;
        }
      },
    );
  }
  for (const [sessionId, ops] of messages) {
    for (const op of ops.values()) {
      guarded(
        "message",
        sessionId,
        () => JSON.stringify(op),
        () => {
          const why = writeMessage(db, keyOf(db, keys, sessionId), op);
          if (why !== null) skip(`session ${sessionId}: ${why}`);
        },
      );
    }
  }
}

function keyOf(db: Database, keys: SessionKeys, sessionId: string): number {
  const held = keys.get(sessionId);
  if (held !== undefined) return held;
  const row = db
    .query<{ key: number }, [string]>("SELECT key FROM sessions WHERE id = ?")
    .get(sessionId);
  if (!row) throw new Error(`there is no session ${sessionId}`);
  keys.set(sessionId, row.key);
  return row.key;
}

function reject(db: Database, rejected: Rejected): void {
  db.query(
    "INSERT INTO rejected (at, session_id, kind, reason, content) VALUES (?, ?, ?, ?, ?)",
  ).run(
    rejected.at,
    rejected.session_id,
    rejected.kind,
    rejected.reason,
    rejected.content.slice(0, 1_000_000),
  );
}
