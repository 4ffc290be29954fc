import "./wall-screen.css";
import { Suspense, lazy, useRef } from "react";
import { useFleetRow } from "../app/orbit.tsx";
import { sessionPath } from "../app/route.ts";
import { select, selectedId, useIsSelected } from "../app/selection.ts";
import { nextWaiting } from "../fleet/fleet-lines.ts";
import { useGroups } from "../fleet/use-fleet-parts.ts";
import { isForControl, useKeys } from "../keys/use-keys.ts";
import { NeedCard } from "./need-card.tsx";
import { ReadyRow } from "./ready-row.tsx";
import { StoppedNeed } from "./stopped-need.tsx";
import { useGlide } from "./use-glide.ts";
import { useResume } from "./use-resume.ts";
import { useWallSelection } from "./use-wall-selection.ts";
import { WorkingCard } from "./working-card.tsx";
import { Zone } from "./zone.tsx";

const WallApproval = lazy(() => import("./wall-approval.tsx"));

/** Everybody at a glance: who waits, who works, who is done. */
export default function WallScreen({ onOpen }: { onOpen(id: string): void }) {
  const groups = useGroups();
  const root = useRef<HTMLDivElement>(null);
  const { move, settled } = useWallSelection(root, groups);
  useGlide(root, groups);

  useKeys({
    down: () => move("down"),
    up: () => move("up"),
    left: () => move("left"),
    right: () => move("right"),
    open: (event) => {
      const id = selectedId();
      if (isForControl(event) || id === null) return false;
      onOpen(id);
    },
    nextWaiting: () => select(nextWaiting(groups.needs_you, selectedId())),
  });

  const { needs_you, working, ready, ended } = groups;
  return (
    <div className="wall" ref={root}>
      <Zone
        tone="permission"
        title="Needs you"
        count={needs_you.length}
        note={needs_you.length > 1 ? "longest wait first" : ""}
        empty="Nobody waits for you."
        layout="stack"
      >
        {needs_you.map((id) => (
          <LiveNeed key={id} id={id} active={settled} onOpen={onOpen} />
        ))}
      </Zone>
      <Zone
        tone="working"
        title="Working"
        count={working.length}
        empty="Nobody works right now."
        layout="grid"
      >
        {working.map((id) => (
          <LiveCard key={id} id={id} onOpen={onOpen} />
        ))}
      </Zone>
      <Zone
        tone="reply"
        title="Ready"
        ring
        count={ready.length}
        note="last activity"
        empty="Nobody is done."
        layout="lines"
        after={
          ended.length > 0 && (
            <h2 className="zone-head wall-ended s-ended">
              <i className="dot" aria-hidden="true" />
              Ended <span className="zone-count">{ended.length}</span>
            </h2>
          )
        }
      >
        {ready.map((id) => (
          <LiveReady key={id} id={id} onOpen={onOpen} />
        ))}
      </Zone>
    </div>
  );
}

interface LiveProps {
  id: string;
  onOpen(id: string): void;
}

function LiveNeed(props: LiveProps & { active: boolean }) {
  const { id, active, onOpen } = props;
  const session = useFleetRow(id);
  const selected = useIsSelected(id);
  const resume = useResume(id);
  if (!session) return null;
  const request = session.pending_approval;
  return (
    <NeedCard session={session} selected={selected} onOpen={onOpen} onSelect={select}>
      {request ? (
        <Suspense fallback={<p className="need-why">{request.command ?? request.question}</p>}>
          <WallApproval
            sessionId={id}
            request={request}
            root={session.project_path}
            active={selected && active}
          />
        </Suspense>
      ) : (
        <StoppedNeed session={session} selected={selected} resume={resume} onOpen={onOpen} />
      )}
    </NeedCard>
  );
}

function LiveCard({ id, onOpen }: LiveProps) {
  const session = useFleetRow(id);
  const selected = useIsSelected(id);
  return session ? (
    <WorkingCard
      session={session}
      href={sessionPath(id)}
      selected={selected}
      onSelect={select}
      onOpen={onOpen}
    />
  ) : null;
}

function LiveReady({ id, onOpen }: LiveProps) {
  const session = useFleetRow(id);
  const selected = useIsSelected(id);
  return session ? (
    <ReadyRow
      session={session}
      href={sessionPath(id)}
      selected={selected}
      onSelect={select}
      onOpen={onOpen}
    />
  ) : null;
}
