import type { SessionSummary } from "@orbitdock/protocol";

/** Ids of the sessions of each group, in the order in which they are shown. */
export interface FleetGroups {
  /** Approvals and questions, the one that waits longest first; then what failed, newest first. */
  readonly needs_you: readonly string[];
  /** The latest to start first, as in the two groups below: the order changes only with the group. */
  readonly working: readonly string[];
  readonly ready: readonly string[];
  readonly ended: readonly string[];
}
export type FleetGroup = keyof FleetGroups;
export type FleetCounts = Readonly<Record<FleetGroup | "total", number>>;

/** Where a session is shown: its group, and a text by which the group is sorted. */
interface Place {
  group: FleetGroup;
  rank: 0 | 1;
  since: string;
}

/** The group a session belongs to. */
export function groupOf(session: SessionSummary): FleetGroup {
  return placeOf(session).group;
}

/** Whether a session keeps its place when `before` becomes `after`. */
export function samePlace(before: SessionSummary, after: SessionSummary): boolean {
  const [one, other] = [placeOf(before), placeOf(after)];
  return one.group === other.group && one.rank === other.rank && one.since === other.since;
}

/** Sorts all sessions into their groups. */
export function groupFleet(sessions: Iterable<SessionSummary>): FleetGroups {
  const places = Array.from(sessions, (session) => ({ id: session.id, ...placeOf(session) }));
  const of = (group: FleetGroup, rank: 0 | 1 = 0) =>
    places.filter((place) => place.group === group && place.rank === rank);
  return {
    needs_you: [
      ...of("needs_you").toSorted((a, b) => -newestFirst(a, b)),
      ...of("needs_you", 1).toSorted(newestFirst),
    ].map((place) => place.id),
    working: idsOf(of("working")),
    ready: idsOf(of("ready")),
    ended: idsOf(of("ended")),
  };
}

/** `after`, with the arrays of `before` where they say the same. */
export function keepSame(before: FleetGroups | null, after: FleetGroups): FleetGroups {
  if (before === null) return after;
  const kept = (group: FleetGroup) =>
    before[group].length === after[group].length &&
    before[group].every((id, index) => id === after[group][index])
      ? before[group]
      : after[group];
  return {
    needs_you: kept("needs_you"),
    working: kept("working"),
    ready: kept("ready"),
    ended: kept("ended"),
  };
}

export function countFleet(groups: FleetGroups): FleetCounts {
  const { needs_you, working, ready, ended } = groups;
  return {
    needs_you: needs_you.length,
    working: working.length,
    ready: ready.length,
    ended: ended.length,
    total: needs_you.length + working.length + ready.length + ended.length,
  };
}

function placeOf(session: SessionSummary): Place {
  const { status, work_status, status_since } = session;
  if (status === "ended") return { group: "ended", rank: 0, since: status_since };
  const asks = work_status === "permission" || work_status === "question";
  if (session.has_pending_approval || asks) {
    const since = session.pending_approval?.requested_at ?? status_since;
    return { group: "needs_you", rank: 0, since };
  }
  if (work_status === "working") return { group: "working", rank: 0, since: status_since };
  if (session.last_error) return { group: "needs_you", rank: 1, since: session.last_error.at };
  return { group: "ready", rank: 0, since: status_since };
}

function idsOf(places: readonly (Place & { id: string })[]): string[] {
  return places.toSorted(newestFirst).map((place) => place.id);
}

function newestFirst(a: Place & { id: string }, b: Place & { id: string }): number {
  if (a.since !== b.since) return a.since < b.since ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
