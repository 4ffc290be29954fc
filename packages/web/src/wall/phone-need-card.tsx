import type { SessionSummary } from "@orbitdock/protocol";
import { memo } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";
import { Age } from "../look/age.tsx";
import { stateIcons } from "../look/icons.tsx";

export interface PhoneNeedCardProps {
  session: SessionSummary;
  onPress(id: string): void;
}

/** What one session wants, short; pressing it opens the whole. */
export const PhoneNeedCard = memo(function PhoneNeedCard({ session, onPress }: PhoneNeedCardProps) {
  const face = faceOf(session);
  const request = session.pending_approval;
  const why = request
    ? (request.question ?? request.reason ?? request.risk_reasons[0])
    : face.detail;
  return (
    <button type="button" className={`pneed s-${face.tone}`} onClick={() => onPress(session.id)}>
      <span className="pneed-head">
        <span className="state">
          {stateIcons[face.tone]}
          {face.word}
        </span>
        {request?.risk === "high" && <span className="pill">high risk</span>}
        <Age since={face.since} />
      </span>
      <span className="pneed-name">
        <b className="cut" dir="auto">
          {sessionName(session)}
        </b>
        <span className="cut" dir="auto">
          {sessionPlace(session)}
        </span>
      </span>
      {request && face.code && (
        <span className="pneed-command">{request.command ?? face.detail}</span>
      )}
      {why && (
        <span className="pneed-why" dir="auto" style={{ display: "block" }}>
          {why}
        </span>
      )}
    </button>
  );
});
