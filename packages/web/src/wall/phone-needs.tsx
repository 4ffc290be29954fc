import "./phone-needs.css";
import { useFleetRow } from "../app/orbit.tsx";
import { useGroups } from "../fleet/use-fleet-parts.ts";
import { NeedCard } from "./need-card.tsx";
import { StoppedNeed } from "./stopped-need.tsx";
import { useResume } from "./use-resume.ts";
import WallApproval from "./wall-approval.tsx";

export interface PhoneNeedsProps {
  onOpen(id: string): void;
  onApproval(id: string): void;
}

/** Who waits for you, on a phone. */
export function PhoneNeeds({ onOpen, onApproval }: PhoneNeedsProps) {
  const { needs_you, working, ready } = useGroups();
  return (
    <div className="phone-scroll">
      <header className="phone-head">
        <h1>{title(needs_you.length)}</h1>
        <p>
          {working.length} working · {ready.length} ready
        </p>
      </header>
      <div className="phone-body pneeds">
        {needs_you.map((id) => (
          <LiveCard key={id} id={id} onOpen={onOpen} onApproval={onApproval} />
        ))}
      </div>
    </div>
  );
}

function title(count: number): string {
  if (count === 0) return "Nobody waits";
  return count === 1 ? "1 needs you" : `${count} need you`;
}

function LiveCard({ id, onOpen, onApproval }: PhoneNeedsProps & { id: string }) {
  const session = useFleetRow(id);
  const resume = useResume(id);
  if (!session) return null;
  const request = session.pending_approval;
  const open = request ? onApproval : onOpen;
  return (
    <NeedCard session={session} selected={false} onOpen={open} onPress={open}>
      {request ? (
        <WallApproval sessionId={id} request={request} root={session.project_path} active={false} />
      ) : (
        <StoppedNeed session={session} selected={false} resume={resume} onOpen={onOpen} />
      )}
    </NeedCard>
  );
}
