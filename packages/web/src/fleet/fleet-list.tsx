import "./fleet-list.css";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { type FleetLine, groupNames } from "./fleet-lines.ts";

export interface FleetListProps {
  lines: readonly FleetLine[];
  selectedId: string | null;
  endedOpen: boolean;
  onToggleEnded(): void;
  renderRow(id: string): ReactNode;
}

/** The lines of the fleet; only those in sight are there. */
export function FleetList(props: FleetListProps) {
  const { lines, selectedId, endedOpen, onToggleEnded, renderRow } = props;
  const list = useRef<VListHandle>(null);
  const lineOf = useRef(lines);
  useLayoutEffect(() => {
    lineOf.current = lines;
  });

  useEffect(() => {
    if (selectedId === null) return;
    const at = lineOf.current.findIndex((line) => line.kind === "row" && line.id === selectedId);
    if (at < 0) return;
    list.current?.scrollToIndex(at === 1 ? 0 : at, { align: "nearest" });
    // Where a row has the focus, it goes along; the row may be drawn only after the scroll.
    if (document.activeElement?.classList.contains("frow"))
      requestAnimationFrame(() => document.getElementById(`fleet-${selectedId}`)?.focus());
  }, [selectedId]);

  return (
    <nav className="flist" aria-label="Sessions">
      <VList ref={list} className="flist-scroll" tabIndex={-1}>
        {lines.map((line) =>
          line.kind === "row" ? (
            <div key={line.id}>{renderRow(line.id)}</div>
          ) : line.group === "ended" ? (
            <h2 key={line.group} className="flist-head">
              <button type="button" aria-expanded={endedOpen} onClick={onToggleEnded}>
                {groupNames.ended} <span className="num">{line.count}</span>
                <i aria-hidden="true">{endedOpen ? "▾" : "▸"}</i>
              </button>
            </h2>
          ) : (
            <h2 key={line.group} className="flist-head">
              {groupNames[line.group]} <span className="num">{line.count}</span>
            </h2>
          ),
        )}
      </VList>
    </nav>
  );
}
