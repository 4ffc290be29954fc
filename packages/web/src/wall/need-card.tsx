import "./need-card.css";
import type { SessionSummary } from "@orbitdock/protocol";
import type { ReactNode } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { faceOf } from "../fleet/session-face.ts";
import { Age } from "../look/age.tsx";
import { Button } from "../look/button.tsx";
import { stateIcons } from "../look/icons.tsx";

export interface NeedCardProps {
  session: SessionSummary;
  selected: boolean;
  onOpen(id: string): void;
  onSelect?(id: string): void;
  /** Pressed anywhere but on what answers it. */
  onPress?(id: string): void;
  /** The card of what it asks; it says its kind, its risk and its age by itself. */
  approval: ReactNode;
}

/** A session that waits for a person. */
export function NeedCard(props: NeedCardProps) {
  const { session, selected, onOpen, onSelect, onPress, approval } = props;
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
      {approval ?? <Stopped {...props} />}
    </article>
  );
}

/** What is to be read where nothing can be answered: an error, or an agent in someone's terminal. */
function Stopped({ session, selected, onOpen }: NeedCardProps) {
  const face = faceOf(session);
  const failed = face.tone === "failed";
  const text = failed ? face.detail : "It waits in its own terminal. Answer it there.";
  return (
    <>
      <header className="need-head">
        <span className="state">
          {stateIcons[face.tone]}
          {face.word}
        </span>
        <Age since={face.since} />
      </header>
      <p className="need-why" dir="auto">
        {text} {failed && session.last_error?.hint}
      </p>
      <div className="need-acts">
        <Button {...(selected ? { action: "open" } : {})} onClick={() => onOpen(session.id)}>
          Open
        </Button>
      </div>
    </>
  );
}
