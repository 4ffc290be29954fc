import type { RateLimit } from "@orbitdock/protocol";
import { providerNames } from "../fleet/naming.ts";

/** From here on an allowance is said to run out. */
const highPercent = 80;
const mostShown = 4;

/** What is used of each provider's allowances. */
export function RateLimits({ limits }: { limits: readonly RateLimit[] }) {
  if (limits.length === 0) return null;
  return (
    <div className="limits" role="group" aria-label="Rate limits">
      {limits.slice(0, mostShown).map((limit) => {
        const percent = Math.min(100, Math.max(0, Math.round(limit.used_percent)));
        return (
          <div
            key={`${limit.provider} ${limit.name}`}
            className="limit"
            title={title(limit, percent)}
            data-high={percent >= highPercent || undefined}
          >
            <span>
              {providerNames[limit.provider]} {windowName(limit)}{" "}
              <span className="num">{percent}%</span>
            </span>
            <div className="limit-bar" aria-hidden="true">
              <i style={{ width: `${percent}%` }} />
            </div>
          </div>
        );
      })}
    </div>
  );
}

function windowName({ window_minutes: minutes, name }: RateLimit): string {
  if (minutes === null) return name;
  return minutes < 1440 ? `${Math.round(minutes / 60)}h` : `${Math.round(minutes / 1440)}d`;
}

function title(limit: RateLimit, percent: number): string {
  const reset = limit.resets_at
    ? `, opens again ${new Date(limit.resets_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`
    : "";
  return `${providerNames[limit.provider]} ${limit.name}: ${percent}% used${reset}`;
}
