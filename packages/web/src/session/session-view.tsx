import type { SessionView as StoreView } from "@orbitdock/client";
import type { SessionState } from "@orbitdock/protocol";
import { ApprovalCard } from "../approval/approval-card.tsx";
import { type ApprovalActions, failureOf } from "../approval/use-approval-actions.ts";
import { useKeys } from "../keys/use-keys.ts";
import { Composer } from "./composer.tsx";
import { Closed, Failure, LastError, Waiting } from "./composer-notes.tsx";
import { Conversation } from "./conversation.tsx";
import { InspectorPanel } from "./inspector-panel.tsx";
import type { FailedCommand, Outgoing, SessionActions } from "./session-actions.ts";
import { SessionAbsent } from "./session-absent.tsx";
import { SessionHeader } from "./session-header.tsx";
import { useInspectorOpen } from "./use-inspector-open.ts";
import "./session-view.css";

export interface SessionViewProps {
  view: StoreView;
  actions: SessionActions;
  approvals: ApprovalActions;
  failed: FailedCommand | null;
  outgoing: readonly Outgoing[];
}

/** A session as it is drawn, from plain data. */
export function SessionView(props: SessionViewProps) {
  const { view } = props;
  if (view.session === null) return <SessionAbsent status={view.status} error={view.error} />;
  return <Present {...props} session={view.session} />;
}

function Present(props: SessionViewProps & { session: SessionState }) {
  const { view, session, actions, approvals, failed, outgoing } = props;
  const [inspector, toggleInspector] = useInspectorOpen();
  useKeys({ inspector: toggleInspector });
  const [request] = session.pending_approvals;
  const more = session.pending_approvals.length - 1;
  const closed = session.status === "ended" || session.integration_mode === "passive";

  return (
    <div className={inspector ? "sview sview-wide" : "sview"}>
      <section className="sview-main" aria-label="session">
        <SessionHeader
          session={session}
          actions={actions}
          inspector={inspector}
          onInspector={toggleInspector}
        />
        <Conversation
          key={session.id}
          session={session}
          loadingEarlier={view.loading_earlier}
          onEarlier={actions.loadEarlier}
          loadWhole={actions.loadWhole}
        />
        {session.messages.length === 0 && !request && session.turn === null && (
          <p className="sview-first">Nothing was said yet.</p>
        )}
        <div className="sview-foot">
          {request && (
            <div className="sview-ask">
              <ApprovalCard
                key={request.id}
                request={request}
                root={session.project_path}
                sending={approvals.sendingId === request.id}
                error={failureOf(approvals, request)}
                onDecide={(decision, message) => approvals.decide(request, decision, message)}
                onAnswer={(answers) => approvals.answer(request, answers)}
              />
              {more > 0 && <p className="sview-more">{more} more after this one</p>}
            </div>
          )}
          {failed && <Failure failed={failed} onDismiss={actions.dismissError} />}
          {session.last_error && session.turn === null && <LastError error={session.last_error} />}
          <Waiting queue={session.queue} outgoing={outgoing} actions={actions} />
          {closed ? (
            <Closed session={session} onResume={actions.resume} />
          ) : (
            <Composer key={session.id} session={session} actions={actions} />
          )}
        </div>
      </section>
      {inspector && (
        <InspectorPanel session={session} actions={actions} onClose={toggleInspector} />
      )}
    </div>
  );
}
