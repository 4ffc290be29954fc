import "./phone-approval.css";
import type { ApprovalRequest, SessionSummary } from "@orbitdock/protocol";
import { CommandsIn } from "../app/commands-in.tsx";
import { ApprovalCard } from "../approval/approval-card.tsx";
import { RiskCommand } from "../approval/risk-command.tsx";
import { DiffView } from "../approval/diff-view.tsx";
import { failureOf, useApprovalActions } from "../approval/use-approval-actions.ts";
import { providerNames, sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";
import { Age } from "../look/age.tsx";
import { stateIcons } from "../look/icons.tsx";
import { shortPath } from "../look/short-path.ts";
import { PhoneDecision } from "./phone-decision.tsx";

export interface PhoneApprovalProps {
  session: SessionSummary;
  request: ApprovalRequest;
}

/** One request on the whole of a phone: what, where, how risky, and two large buttons. */
export default function PhoneApproval({ session, request }: PhoneApprovalProps) {
  const actions = useApprovalActions(session.id);
  const { decide, answer, sendingId } = actions;
  const error = failureOf(actions, request);
  const face = faceOf(session);
  const sending = sendingId === request.id;
  if (request.type === "question")
    return (
      <div className="papp papp-question">
        <Head session={session} />
        <ApprovalCard
          request={request}
          root={session.project_path}
          sending={sending}
          error={error}
          onDecide={(decision, message) => decide(request, decision, message)}
          onAnswer={(answers) => answer(request, answers)}
        />
      </div>
    );
  return (
    <div className={`papp s-${face.tone}`}>
      <div className="papp-scroll">
        <div className="papp-state">
          <span className="state">
            {stateIcons[face.tone]}
            {face.word}
          </span>
          {request.risk === "high" && <span className="pill">high risk</span>}
          <Age since={face.since} />
        </div>
        <Head session={session} />
        {request.command !== null && (
          <RiskCommand command={request.command} spans={request.risk_spans} lines={14} />
        )}
        {request.diff && <DiffView diff={request.diff} root={session.project_path} lines={30} />}
        {request.risk_reasons.length > 0 && (
          <Fact title="Why it is risky">{request.risk_reasons.join(" ")}</Fact>
        )}
        {request.reason && <Fact title="What it says">{request.reason}</Fact>}
        {session.last_line && <Fact title="What it said before">{session.last_line}</Fact>}
        <Fact title="Runs in" mono>
          {[request.cwd && shortPath(request.cwd, session.project_path), session.sandbox_mode]
            .filter(Boolean)
            .join(" · ")}
        </Fact>
      </div>
      <PhoneDecision
        key={request.id}
        options={request.options}
        sending={sending}
        error={error}
        onDecide={(decision, message) => decide(request, decision, message)}
      />
    </div>
  );
}

function Head({ session }: { session: SessionSummary }) {
  const place = [sessionPlace(session), providerNames[session.provider]].filter(Boolean);
  return (
    <header className="papp-head">
      <h1 dir="auto">{sessionName(session)}</h1>
      <p dir="auto">{place.join(" · ")}</p>
    </header>
  );
}

function Fact(props: { title: string; children: string; mono?: boolean }) {
  if (!props.children) return null;
  return (
    <section className="papp-fact">
      <h2>{props.title}</h2>
      <p className={props.mono ? "mono" : undefined} dir="auto">
        {props.mono ? props.children : <CommandsIn text={props.children} />}
      </p>
    </section>
  );
}
