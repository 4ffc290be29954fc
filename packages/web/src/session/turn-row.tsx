import { memo } from "react";
import { useTimeText } from "../look/clock.ts";
import { duration, plural, since, tokens, wholeSeconds } from "./format.ts";
import type { TurnFacts } from "./turn-rows.ts";
import "./turn-row.css";

interface FoldedProps {
  turn: TurnFacts;
  prompt: string;
  tools: number;
  onOpen(turn: number): void;
}

/** An older turn in one line. */
export const FoldedTurn = memo(function FoldedTurn({ turn, prompt, tools, onOpen }: FoldedProps) {
  const { ended } = turn;
  const facts = [
    ...(tools > 0 ? [plural(tools, "tool")] : []),
    ...(ended ? [duration(since(ended.started_at, ended.ended_at))] : []),
    ...(ended?.tokens !== undefined ? [tokens(ended.tokens)] : []),
  ];
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={false}
      aria-label={`Turn ${turn.number}: ${prompt}`}
      onClick={() => onOpen(turn.number)}
    >
      <span className="fold-number" aria-hidden="true">
        ▸ {turn.number}
      </span>
      <span className="fold-prompt" dir="auto">
        {prompt.slice(0, 300)}
      </span>
      {ended && ended.outcome !== "completed" && <span className="fold-bad">{ended.outcome}</span>}
      <span className="fold-facts">{facts.join(" · ")}</span>
    </button>
  );
});

interface RuleProps {
  turn: TurnFacts;
  /** Tokens of the whole session, from which those of a running turn follow. */
  total: number;
  foldable: boolean;
  onFold(turn: number): void;
}

/** The line above an open turn. */
export const TurnRule = memo(function TurnRule({ turn, total, foldable, onFold }: RuleProps) {
  const { number, ended, running } = turn;
  const spent = useTimeText((now) => (running ? wholeSeconds(since(running.started_at, now)) : ""));
  const cost = running ? total - running.tokens_before : ended?.tokens;
  const facts = [
    ...(spent ? [spent] : []),
    ...(ended ? [duration(since(ended.started_at, ended.ended_at))] : []),
    ...(cost ? [`${tokens(cost)} tokens`] : []),
  ];
  return (
    <div className="turn">
      {foldable ? (
        <button type="button" className="turn-fold" aria-expanded onClick={() => onFold(number)}>
          ▾ Turn {number}
        </button>
      ) : (
        <h2 className="turn-name">Turn {number}</h2>
      )}
      {ended && ended.outcome !== "completed" && <span className="turn-bad">{ended.outcome}</span>}
      <span className="turn-facts">{facts.join(" · ")}</span>
    </div>
  );
});
