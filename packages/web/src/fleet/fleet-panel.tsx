import "./fleet-panel.css";
import { useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { useFleetRow, useOrbit } from "../app/orbit.tsx";
import { sessionPath } from "../app/route.ts";
import { select, selectedId, useIsSelected, useSelected } from "../app/selection.ts";
import { isForControl, useKeys } from "../keys/use-keys.ts";
import { FilterField } from "./filter-field.tsx";
import { fleetLines, matchesFilter, nextWaiting, step } from "./fleet-lines.ts";
import { FleetList } from "./fleet-list.tsx";
import { FleetRow } from "./fleet-row.tsx";
import { useGroups } from "./use-fleet-parts.ts";

export interface FleetPanelProps {
  openId: string | null;
  onOpen(id: string): void;
}

/** The fleet beside a session: filter, groups, and the keys that walk through them. */
export function FleetPanel({ openId, onOpen }: FleetPanelProps) {
  const { fleet } = useOrbit();
  const groups = useGroups();
  const selected = useSelected();
  const [typed, setTyped] = useState("");
  const [endedOpen, setEndedOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const filter = useDeferredValue(typed.trim());

  const lines = useMemo(() => {
    const matches = (id: string) => {
      const session = fleet.getSession(id);
      return session !== undefined && matchesFilter(session, filter);
    };
    return fleetLines(groups, filter ? matches : null, endedOpen);
  }, [fleet, groups, filter, endedOpen]);
  const ids = useMemo(
    () => lines.flatMap((line) => (line.kind === "row" ? [line.id] : [])),
    [lines],
  );

  const move = (by: 1 | -1) => select(step(ids, selectedId() ?? openId, by));
  const open = useCallback(
    (id: string) => {
      select(id);
      onOpen(id);
    },
    [onOpen],
  );
  const openSelected = () => {
    const id = selectedId() ?? ids[0];
    if (id) open(id);
  };

  useKeys({
    down: () => move(1),
    up: () => move(-1),
    open: (event) => (isForControl(event) ? false : openSelected()),
    nextWaiting: () => {
      const next = nextWaiting(groups.needs_you, openId);
      if (next) open(next);
    },
    filter: () => field.current?.focus(),
  });

  return (
    <aside className="fleet" aria-label="Fleet">
      <FilterField
        ref={field}
        value={typed}
        onChange={setTyped}
        onMove={move}
        onEnter={openSelected}
      />
      {lines.length === 0 ? (
        <p className="fleet-none">{filter ? `Nothing matches “${filter}”.` : "No sessions yet."}</p>
      ) : (
        <FleetList
          lines={lines}
          selectedId={selected}
          endedOpen={endedOpen || filter !== ""}
          onToggleEnded={() => setEndedOpen(!endedOpen)}
          renderRow={(id) => <LiveRow id={id} open={id === openId} onOpen={open} />}
        />
      )}
    </aside>
  );
}

function LiveRow({ id, open, onOpen }: { id: string; open: boolean; onOpen(id: string): void }) {
  const session = useFleetRow(id);
  const selected = useIsSelected(id);
  return session ? (
    <FleetRow
      session={session}
      href={sessionPath(id)}
      selected={selected}
      open={open}
      onOpen={onOpen}
    />
  ) : null;
}
