import type { ApprovalRequest } from "@orbitdock/protocol";
import { ApprovalCard } from "../approval/approval-card.tsx";
import { failureOf, useApprovalActions } from "../approval/use-approval-actions.ts";

export interface WallApprovalProps {
  sessionId: string;
  request: ApprovalRequest;
  root: string;
  active: boolean;
}

/** What a session asks, answered without leaving the wall. */
export default function WallApproval({ sessionId, request, root, active }: WallApprovalProps) {
  const actions = useApprovalActions(sessionId);
  return (
    <ApprovalCard
      compact
      request={request}
      root={root}
      active={active}
      sending={actions.sendingId === request.id}
      error={failureOf(actions, request)}
      onDecide={(decision, message) => actions.decide(request, decision, message)}
      onAnswer={(answers) => actions.answer(request, answers)}
    />
  );
}
