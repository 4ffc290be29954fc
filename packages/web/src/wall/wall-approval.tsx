import type { ApprovalRequest } from "@orbitdock/protocol";
import { ApprovalCard } from "../approval/approval-card.tsx";
import { useApprovalActions } from "../approval/use-approval-actions.ts";

export interface WallApprovalProps {
  sessionId: string;
  request: ApprovalRequest;
  active: boolean;
}

/** What a session asks, answered without leaving the wall. */
export default function WallApproval({ sessionId, request, active }: WallApprovalProps) {
  const { decide, answer, sendingId, error } = useApprovalActions(sessionId);
  return (
    <ApprovalCard
      compact
      request={request}
      active={active}
      sending={sendingId === request.id}
      error={error}
      onDecide={(decision, message) => decide(request, decision, message)}
      onAnswer={(answers) => answer(request, answers)}
    />
  );
}
