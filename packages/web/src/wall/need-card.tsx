import "./need-card.css";
import type { SessionSummary } from "@orbitdock/protocol";
import type { ReactNode } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";

export interface NeedCardProps {
  session: SessionSummary;
  selected: boolean;
  onOpen(id: string): void;
  onSelect?(id: string): void;
  /** Pressed anywhere but on what answers it. */
  onPress?(id: string): void;
  /** What it asks, or why it stopped; it says its kind, its risk and its age by itself. */
  children: ReactNode;
}

/** A session that waits for a person. */
export function NeedCard(props: NeedCardProps) {
  const { session, selected, onOpen, onSelect, onPress, children } = props;
  const face = faceOf(session);
  return (
    <article
      className={`need s-${face.tone}`}
      data-glide={session.id}
      data-selected={selected || undefined}
      aria-current={selected || undefined}
      onPointerDown={() => onSelect?.(session.id)}
      onFocus={() => onSelect?.(session.id)}
      onClick={(event) => {
        const { target } = event;
        if (target instanceof Element && !target.closest("button, a, input, textarea, label, form"))
          onPress?.(session.id);
      }}
    >
      <div className="need-name">
        <button type="button" className="need-open cut" onClick={() => onOpen(session.id)}>
          <bdi>{sessionName(session)}</bdi>
        </button>
        <span className="need-place cut" dir="auto">
          {sessionPlace(session)}
        </span>
        {session.pending_count > 1 && (
          <span className="pill pill-quiet">{session.pending_count - 1} more</span>
        )}
      </div>
      {children}
    </article>
  );
}
