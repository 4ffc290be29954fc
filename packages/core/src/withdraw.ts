import type { ApprovalRequest } from "@orbitdock/protocol";
import type { Draft } from "./draft.ts";

/** Nobody waits for answers to these any more; all that are pending unless some are named. */
export function withdrawApprovals(
  draft: Draft,
  requests: readonly ApprovalRequest[] = draft.state.pending_approvals,
): void {
  if (requests.length === 0) return;
  for (const request of requests)
    draft.change({
      type: "approval_resolved",
      approval_id: request.id,
      outcome: "withdrawn",
      decided_at: draft.ctx.now,
    });
  draft.tellPendingApproval();
}
