import "./context-ring.css";

const radius = 5.2;
const round = 2 * Math.PI * radius;

/** How full the agent's context is. Nothing where that is not known. */
export function ContextRing({ used, window }: { used: number | undefined; window: number }) {
  if (used === undefined || window <= 0) return null;
  const percent = Math.min(100, Math.round((used / window) * 100));
  const full = percent >= 80;
  return (
    <span
      className={full ? "ctxring ctxring-full" : "ctxring"}
      title={`${percent} % of the context is used`}
      aria-label={`context ${percent} %`}
      role="img"
    >
      <svg
        width="13"
        height="13"
        viewBox="0 0 14 14"
        fill="none"
        strokeWidth="2.4"
        aria-hidden="true"
      >
        <circle cx="7" cy="7" r={radius} stroke="var(--line-strong)" />
        <circle
          cx="7"
          cy="7"
          r={radius}
          stroke="currentColor"
          strokeDasharray={`${(percent / 100) * round} ${round}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
      {percent}%
    </span>
  );
}
