import "./zone.css";
import type { ReactNode } from "react";

export interface ZoneProps {
  tone: string;
  title: string;
  count: number;
  ring?: boolean;
  note?: string;
  /** Said where there is nobody. */
  empty: string;
  layout: "stack" | "grid" | "lines";
  children: ReactNode;
  after?: ReactNode;
}

/** A third of the wall. */
export function Zone(props: ZoneProps) {
  const { tone, title, count, ring = false, note, empty, layout, children, after } = props;
  return (
    <section className="zone" aria-label={title}>
      <h2 className={`zone-head s-${tone}`}>
        <i className={ring ? "dot dot-ring" : "dot"} aria-hidden="true" />
        {title} <span className="zone-count">{count}</span>
        {note && <span className="zone-note">{note}</span>}
      </h2>
      <div className="zone-scroll" tabIndex={-1}>
        {count === 0 ? (
          <p className="zone-empty">{empty}</p>
        ) : (
          <div className={`zone-${layout}`} {...(layout === "lines" ? { role: "list" } : {})}>
            {children}
          </div>
        )}
        {after}
      </div>
    </section>
  );
}
