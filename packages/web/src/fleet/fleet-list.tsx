import "./fleet-list.css";
import { type ReactNode, useEffect, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { type FleetLine, groupNames } from "./fleet-lines.ts";

export interface FleetListProps {
  lines: readonly FleetLine[];
  selectedId: string | null;
  endedOpen: boolean;
  onToggleEnded(): void;
  row(id: string): ReactNode;
}

/** The lines of the fleet; only those in sight are there. */
export function FleetList(props: FleetListProps) {
  const { lines, selectedId, endedOpen, onToggleEnded, row } = props;
  const list = useRef<VListHandle>(null);
  const lineOf = useRef(lines);
  lineOf.current = lines;

  useEffect(() => {
    if (selectedId === null) return;
    const at = lineOf.current.findIndex((line) => line.kind === "row" && line.id === selectedId);
    if (at >= 0) list.current?.scrollToIndex(at === 1 ? 0 : at, { align: "nearest" });
  }, [selectedId]);

  return (
    <div
      className="flist"
      role="listbox"
      tabIndex={0}
      aria-label="Sessions"
      aria-activedescendant={selectedId ? `fleet-${selectedId}` : undefined}
    >
      <VList ref={list} className="flist-scroll" tabIndex={-1}>
        {lines.map((line) =>
          line.kind === "row" ? (
            <div key={line.id} role="presentation">
              {row(line.id)}
            </div>
          ) : line.group === "ended" ? (
            <h2 key={line.group} className="flist-head" role="presentation">
              <button type="button" aria-expanded={endedOpen} onClick={onToggleEnded} tabIndex={-1}>
                {groupNames.ended} <span className="num">{line.count}</span>
                <i aria-hidden="true">{endedOpen ? "▾" : "▸"}</i>
              </button>
            </h2>
          ) : (
            <h2 key={line.group} className="flist-head" role="presentation">
              {groupNames[line.group]} <span className="num">{line.count}</span>
            </h2>
          ),
        )}
      </VList>
    </div>
  );
}
