import "./fleet-row.css";
import type { SessionSummary } from "@orbitdock/protocol";
import { memo } from "react";
import { Age } from "../look/age.tsx";
import { sessionName } from "./naming.ts";
import { faceOf } from "./session-face.ts";

export interface FleetRowProps {
  session: SessionSummary;
  /** Its address. */
  href: string;
  /** The keys act on it. */
  selected: boolean;
  /** It is shown beside the list. */
  open: boolean;
  onOpen(id: string): void;
}

/** One session in the fleet: its name and what it does or wants, in two lines. */
export const FleetRow = memo(function FleetRow(props: FleetRowProps) {
  const { session, href, selected, open, onOpen } = props;
  const face = faceOf(session);
  const waiting = face.tone === "permission" || face.tone === "question";
  return (
    <a
      href={href}
      id={`fleet-${session.id}`}
      tabIndex={selected || open ? 0 : -1}
      aria-current={open ? "page" : undefined}
      className={`frow s-${face.tone}`}
      data-selected={selected || undefined}
      data-open={open || undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(session.id);
      }}
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
    </a>
  );
});
