import type { Database } from "bun:sqlite";
import type { SessionChange } from "@orbitdock/protocol";

/**
 * Keeps the history of who decided what.
 * @returns why the change does not fit, or null.
 */
export function writeApproval(db: Database, session: number, change: SessionChange): string | null {
  if (change.type === "approval_requested") {
    const { request } = change;
    const { changes } = db
      .query(
        "INSERT INTO approvals (id, session, request) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
      )
      .run(request.id, session, JSON.stringify(request));
    return changes === 0 ? `approval ${request.id} is there already` : null;
  }
  if (change.type !== "approval_resolved") return null;
  const { changes } = db
    .query(
      `UPDATE approvals SET outcome = ?, message = ?, answers = ?, decided_by = ?, decided_at = ?
       WHERE id = ? AND session = ?`,
    )
    .run(
      change.outcome,
      change.message ?? null,
      change.answers === undefined ? null : JSON.stringify(change.answers),
      change.decided_by ?? null,
      change.decided_at,
      change.approval_id,
      session,
    );
  return changes === 0 ? `there is no approval ${change.approval_id} to resolve` : null;
}
