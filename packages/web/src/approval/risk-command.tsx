import { Fragment } from "react";
import "./risk-command.css";

interface Props {
  command: string;
  /** Start and end of what is risky, in UTF-16 code units; may overlap or reach past the end. */
  spans?: readonly (readonly [number, number])[] | undefined;
  /** Lines shown at most; the rest scrolls. */
  lines?: number | undefined;
}

/** A command with its risky parts marked. */
export function RiskCommand({ command, spans = [], lines = 12 }: Props) {
  return (
    <pre
      className="riskc"
      dir="ltr"
      tabIndex={0}
      aria-label="command"
      style={{ maxHeight: `${lines * 18 + 16}px` }}
    >
      <code>
        {pieces(command, spans).map(({ text, risky, at }) =>
          risky ? (
            <mark key={at} className="riskc-hot">
              {text}
            </mark>
          ) : (
            <Fragment key={at}>{text}</Fragment>
          ),
        )}
      </code>
    </pre>
  );
}

interface Piece {
  text: string;
  risky: boolean;
  at: number;
}

function pieces(command: string, spans: readonly (readonly [number, number])[]): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const from = Math.max(start, at);
    const to = Math.min(end, command.length);
    if (to <= from) continue;
    if (from > at) found.push({ text: command.slice(at, from), risky: false, at });
    found.push({ text: command.slice(from, to), risky: true, at: from });
    at = to;
  }
  if (at < command.length) found.push({ text: command.slice(at), risky: false, at });
  return found;
}
