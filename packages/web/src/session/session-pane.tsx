import { useApprovalActions } from "../approval/use-approval-actions.ts";
import { useSession } from "../app/orbit.tsx";
import { SessionView } from "./session-view.tsx";
import { useSessionActions } from "./use-session-actions.ts";

/** A session: what was said and done, what it asks, and where to answer. */
export function SessionPane({ id }: { id: string }) {
  const view = useSession(id);
  const approvals = useApprovalActions(id);
  const { actions, failed, outgoing } = useSessionActions(id);
  return (
    <SessionView
      view={view}
      actions={actions}
      approvals={approvals}
      failed={failed}
      outgoing={outgoing}
    />
  );
}

export default SessionPane;
