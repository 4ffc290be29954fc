import "./phone-fleet.css";
import { useMemo, useState } from "react";
import { VList } from "virtua";
import { useFleetRow } from "../app/orbit.tsx";
import { sessionPath } from "../app/route.ts";
import { ReadyRow } from "../wall/ready-row.tsx";
import { WorkingCard } from "../wall/working-card.tsx";
import { type FleetLine, fleetLines, groupNames } from "./fleet-lines.ts";
import { useGroups } from "./use-fleet-parts.ts";

/** Everybody, on a phone. */
export function PhoneFleet({ onOpen }: { onOpen(id: string): void }) {
  const groups = useGroups();
  const [endedOpen, setEndedOpen] = useState(false);
  const lines = useMemo(() => fleetLines(groups, null, endedOpen), [groups, endedOpen]);
  const total = Object.values(groups).reduce((sum, ids: readonly string[]) => sum + ids.length, 0);
  const cards = useMemo(
    () => new Set([...groups.needs_you, ...groups.working]),
    [groups.needs_you, groups.working],
  );
  return (
    <VList className="phone-scroll pfleet">
      <header key="head" className="phone-head">
        <h1>Fleet</h1>
        <p>
          {total} {total === 1 ? "session" : "sessions"}
        </p>
      </header>
      {lines.map((line) => (
        <Line
          key={line.kind === "row" ? line.id : line.group}
          line={line}
          card={line.kind === "row" && cards.has(line.id)}
          onOpen={onOpen}
          onEnded={() => setEndedOpen(!endedOpen)}
        />
      ))}
    </VList>
  );
}

interface LineProps {
  line: FleetLine;
  card: boolean;
  onOpen(id: string): void;
  onEnded(): void;
}

function Line({ line, card, onOpen, onEnded }: LineProps) {
  if (line.kind === "row") return <LiveLine id={line.id} card={card} onOpen={onOpen} />;
  return (
    <h2 className="pfleet-head">
      {line.group === "ended" ? (
        <button type="button" onClick={onEnded}>
          {groupNames.ended} {line.count} ▾
        </button>
      ) : (
        `${groupNames[line.group]} ${line.count}`
      )}
    </h2>
  );
}

function LiveLine({ id, card, onOpen }: Omit<LineProps, "line" | "onEnded"> & { id: string }) {
  const session = useFleetRow(id);
  if (!session) return null;
  const Shown = card ? WorkingCard : ReadyRow;
  return (
    <div className={card ? "pfleet-card" : "pfleet-row"}>
      <Shown session={session} href={sessionPath(id)} selected={false} onOpen={onOpen} />
    </div>
  );
}
