import type { FleetCounts, FleetGroups } from "@orbitdock/client";

export function countsOf({ needs_you, working, ready, ended }: FleetGroups): FleetCounts {
  const counts = {
    needs_you: needs_you.length,
    working: working.length,
    ready: ready.length,
    ended: ended.length,
  };
  const total = counts.needs_you + counts.working + counts.ready + counts.ended;
  return { ...counts, total };
}
