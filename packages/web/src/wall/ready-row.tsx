import "./ready-row.css";
import type { SessionSummary } from "@orbitdock/protocol";
import { memo } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";
import { Age } from "../look/age.tsx";

export interface ReadyRowProps {
  session: SessionSummary;
  href: string;
  selected: boolean;
  onSelect?(id: string): void;
  onOpen(id: string): void;
}

/** A session that is done with what it was asked, in one line. */
export const ReadyRow = memo(function ReadyRow(props: ReadyRowProps) {
  const { session, href, selected, onSelect, onOpen } = props;
  const face = faceOf(session);
  return (
    <div
      role="listitem"
      className={`rrow s-${face.tone}`}
      data-glide={session.id}
      data-selected={selected || undefined}
      aria-current={selected || undefined}
      onClick={() => onOpen(session.id)}
    >
      <i className="dot dot-ring" aria-hidden="true" />
      <span className="hidden-text">{face.word}: </span>
      <a
        className="rrow-name cut"
        dir="auto"
        href={href}
        tabIndex={selected ? 0 : -1}
        onFocus={() => onSelect?.(session.id)}
        onClick={(event) => event.preventDefault()}
      >
        {sessionName(session)}
      </a>
      <span className="rrow-place cut" dir="auto">
        {sessionPlace(session)}
      </span>
      <span className="rrow-age">
        <Age since={session.status_since} coarse />
      </span>
    </div>
  );
});
