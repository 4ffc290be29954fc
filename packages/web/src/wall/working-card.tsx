import "./working-card.css";
import type { SessionSummary } from "@orbitdock/protocol";
import { memo } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";
import { Age } from "../look/age.tsx";
import { ContextGauge } from "../look/context-gauge.tsx";

export interface WorkingCardProps {
  session: SessionSummary;
  href: string;
  selected: boolean;
  onSelect?(id: string): void;
  onOpen(id: string): void;
}

/** What one agent does right now. */
export const WorkingCard = memo(function WorkingCard(props: WorkingCardProps) {
  const { session, href, selected, onSelect, onOpen } = props;
  const face = faceOf(session);
  return (
    <article
      className={`wcard s-${face.tone}`}
      data-glide={session.id}
      data-selected={selected || undefined}
      aria-current={selected || undefined}
      onClick={() => onOpen(session.id)}
    >
      <div className="wcard-first">
        <span className="hidden-text">{face.word}: </span>
        <h3 className="wcard-name cut" dir="auto">
          <a
            href={href}
            tabIndex={selected ? 0 : -1}
            onFocus={() => onSelect?.(session.id)}
            onClick={(event) => event.preventDefault()}
          >
            {sessionName(session)}
          </a>
        </h3>
        <span className="wcard-place cut" dir="auto">
          {sessionPlace(session)}
        </span>
        <ContextGauge usage={session.token_usage} />
      </div>
      <div className="wcard-tool cut" data-prose={!face.code || undefined} dir="auto">
        {face.tool && <b>{face.tool} </b>}
        {face.detail}
      </div>
      <div className="wcard-last">
        <span className="cut" dir="auto">
          {session.last_line}
        </span>
        <span className="wcard-age">
          <Age since={face.since} />
        </span>
      </div>
    </article>
  );
});
