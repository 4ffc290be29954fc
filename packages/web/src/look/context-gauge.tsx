import "./context-gauge.css";
import type { TokenUsage } from "@orbitdock/protocol";

/** Percent of the context that is full; null while nothing is known. */
export function contextPercent(usage: TokenUsage): number | null {
  if (!usage.context_window || usage.context_tokens === undefined) return null;
  return Math.min(100, Math.round((usage.context_tokens / usage.context_window) * 100));
}

const round = 32.7;

/** How full the agent's context is, as a ring and a figure. */
export function ContextGauge({ usage }: { usage: TokenUsage }) {
  const percent = contextPercent(usage);
  if (percent === null) return null;
  const full = percent > 80;
  return (
    <span className="gauge" title={`context ${percent}% full`} data-full={full || undefined}>
      <svg width="13" height="13" viewBox="0 0 14 14" fill="none" aria-hidden="true">
        <circle className="gauge-track" cx="7" cy="7" r="5.2" />
        <circle
          className="gauge-value"
          cx="7"
          cy="7"
          r="5.2"
          strokeDasharray={`${((percent / 100) * round).toFixed(1)} 40`}
          transform="rotate(-90 7 7)"
        />
      </svg>
      <span className="hidden-text">context </span>
      {percent}%
    </span>
  );
}
