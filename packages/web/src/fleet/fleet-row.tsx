import "./fleet-row.css";
import type { SessionSummary } from "@orbitdock/protocol";
import { memo } from "react";
import { Age } from "../look/age.tsx";
import { sessionName } from "./naming.ts";
import { faceOf } from "./session-face.ts";

export interface FleetRowProps {
  session: SessionSummary;
  /** The keys act on it. */
  selected: boolean;
  /** It is shown beside the list. */
  open: boolean;
  onOpen(id: string): void;
}

/** One session in the fleet: its name and what it does or wants, in two lines. */
export const FleetRow = memo(function FleetRow({ session, selected, open, onOpen }: FleetRowProps) {
  const face = faceOf(session);
  const waiting = face.tone === "permission" || face.tone === "question";
  return (
    <div
      role="option"
      id={`fleet-${session.id}`}
      aria-selected={selected}
      aria-current={open || undefined}
      className={`frow s-${face.tone}`}
      data-selected={selected || undefined}
      data-open={open || undefined}
      onClick={() => onOpen(session.id)}
    >
      <i className="frow-edge" aria-hidden="true" />
      <div className="frow-text">
        <div className="frow-first">
          <span className="hidden-text">{face.word}: </span>
          <span className="frow-name cut" dir="auto">
            {sessionName(session)}
          </span>
          <span className="frow-age">
            <Age since={face.since} coarse={!waiting && face.tone !== "working"} />
          </span>
        </div>
        <div className="frow-second cut" dir="auto" data-code={face.code || undefined}>
          {face.tool && <span className="frow-tool">{face.tool} </span>}
          {face.detail}
        </div>
      </div>
    </div>
  );
});
