import type { Draft } from "./draft.ts";

/** Nobody waits for these answers any more. */
export function withdrawApprovals(draft: Draft): void {
  const pending = draft.state.pending_approvals;
  if (pending.length === 0) return;
  for (const request of pending)
    draft.change({
      type: "approval_resolved",
      approval_id: request.id,
      outcome: "withdrawn",
      decided_at: draft.ctx.now,
    });
  draft.tellPendingApproval();
}
