import "./phone-needs.css";
import { useFleetRow } from "../app/orbit.tsx";
import { useGroups } from "../fleet/use-fleet-parts.ts";
import { PhoneNeedCard } from "./phone-need-card.tsx";

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
        <h1>{needs_you.length === 0 ? "Nobody waits" : `${needs_you.length} need you`}</h1>
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

function LiveCard({ id, onOpen, onApproval }: PhoneNeedsProps & { id: string }) {
  const session = useFleetRow(id);
  if (!session) return null;
  const asks = session.pending_approval !== null;
  return <PhoneNeedCard session={session} onPress={asks ? onApproval : onOpen} />;
}
