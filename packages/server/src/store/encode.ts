import { inspect } from "node:util";
import type { Batch } from "./merge.ts";
import type { BatchRows, Rejected } from "./rows.ts";
import type { SessionFacts } from "./store.ts";

/** The parts of a session that may be long and change seldom: written only when they changed. */
const bulkFields = [
  "current_diff",
  "current_plan",
  "pending_approval",
  "pending_approvals",
  "queue",
  "turns",
  "unknown_events",
] as const satisfies readonly (keyof SessionFacts)[];
type Bulk = Pick<SessionFacts, (typeof bulkFields)[number]>;

/** What the open database is known to hold of each session's bulk, by identity. */
export type KnownBulk = Map<string, Bulk>;

/**
 * Turns a batch into rows. What cannot be written as JSON is set aside with the reason, and the rest
 * goes on without it. `known` is brought up to date by `rememberBulk` once the batch is committed.
 */
export function encodeBatch(batch: Batch, known: KnownBulk): BatchRows {
  const rejected: Rejected[] = [];
  const attempt = (kind: string, sessionId: string | null, content: unknown, push: () => void) => {
    try {
      push();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const shown = inspect(content, { depth: 6, maxStringLength: 4000 });
      rejected.push({ at: batch.at, session_id: sessionId, kind, reason, content: shown });
    }
  };
  const rows: BatchRows = {
    id: batch.id,
    sync: batch.commands.length > 0,
    at: batch.at,
    sessions: [],
    log: [],
    effects: [],
    effects_done: [...batch.effects_done],
    offsets: [...batch.offsets.values()],
    commands: batch.commands,
    deleted_approvals: batch.deleted_approvals,
    rejected,
  };
  for (const [id, { facts, summary, revision }] of batch.sessions) {
    attempt("session", id, { facts, summary }, () => {
      const { bulk, light } = split(facts);
      rows.sessions.push({
        id,
        revision,
        provider: facts.provider,
        project_path: facts.project_path,
        status: facts.status,
        started_at: facts.started_at,
        last_activity_at: facts.last_activity_at,
        summary: JSON.stringify(summary),
        facts: JSON.stringify(light),
        bulk: same(known.get(id), bulk) ? null : JSON.stringify(bulk),
      });
    });
  }
  for (const { session_id, revision, at, change } of batch.log) {
    attempt("change", session_id, change, () => {
      rows.log.push({
        session_id,
        revision,
        at,
        type: change.type,
        change: JSON.stringify(change),
      });
    });
  }
  for (const { id, session_id, effect } of batch.effects.values()) {
    attempt("effect", session_id, effect, () => {
      rows.effects.push({ id, session_id, effect: JSON.stringify(effect) });
    });
  }
  return rows;
}

/** Sessions whose bulk is remembered; the others are written whole when they speak again. */
const knownSessions = 256;

/** Notes what a committed batch has written, so that it is not written again. */
export function rememberBulk(batch: Batch, rows: BatchRows, known: KnownBulk): void {
  for (const { id } of rows.sessions) {
    const session = batch.sessions.get(id);
    if (!session) continue;
    known.delete(id);
    known.set(id, split(session.facts).bulk);
  }
  for (const id of known.keys()) {
    if (known.size <= knownSessions) break;
    known.delete(id);
  }
}

function split(facts: SessionFacts): { bulk: Bulk; light: Omit<SessionFacts, keyof Bulk> } {
  const {
    current_diff,
    current_plan,
    pending_approval,
    pending_approvals,
    queue,
    turns,
    unknown_events,
    ...light
  } = facts;
  const bulk = {
    current_diff,
    current_plan,
    pending_approval,
    pending_approvals,
    queue,
    turns,
    unknown_events,
  };
  return { bulk, light };
}

function same(before: Bulk | undefined, after: Bulk): boolean {
  return before !== undefined && bulkFields.every((field) => before[field] === after[field]);
}
