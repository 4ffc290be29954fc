import type { SessionState } from "@orbitdock/protocol";
import { tokens } from "./format.ts";

const shown = 24;

/** The newest turns' tokens as bars; the last is the one that runs. */
export function TurnBars({ session }: { session: SessionState }) {
  const { turn, turns, token_usage: usage } = session;
  const bars = turns
    .filter((one) => one.tokens !== undefined)
    .map((one) => ({ number: one.number, tokens: one.tokens ?? 0, now: false }));
  if (turn) {
    const spent = usage.input_tokens + usage.output_tokens - turn.tokens_before;
    bars.push({ number: turn.number, tokens: Math.max(0, spent), now: true });
  }
  const last = bars.slice(-shown);
  if (last.length === 0) return <p className="insp-none">None yet.</p>;
  const most = Math.max(1, ...last.map((bar) => bar.tokens));
  const said = last.map((bar) => `turn ${bar.number} ${tokens(bar.tokens)}`).join(", ");
  return (
    <div className="bars" role="img" aria-label={said}>
      {last.map((bar) => (
        <i
          key={bar.number}
          className={bar.now ? "bars-now" : ""}
          title={`turn ${bar.number}: ${tokens(bar.tokens)}`}
          style={{ height: `${Math.max(4, (bar.tokens / most) * 100)}%` }}
        />
      ))}
    </div>
  );
}
