import type { ServerMessage, ServerStatus, SessionSummary } from "@orbitdock/protocol";
import type { Connection, Doubt } from "./connection-types.ts";
import { countFleet, groupFleet, keepSame, samePlace } from "./fleet-groups.ts";
import type { FleetCounts, FleetGroups } from "./fleet-groups.ts";
import { listenerSet } from "./listeners.ts";
import { resyncPace } from "./resync.ts";
import { defaultScheduler, oncePerFrame } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { changeSummary, endSummary, sameJson } from "./summary.ts";

/** All sessions as the list shows them. Groups and counts are computed when they are read. */
export interface FleetView {
  readonly status: "loading" | "live" | "stale";
  readonly sessions: ReadonlyMap<string, SessionSummary>;
  readonly server_status: ServerStatus | null;
  /** Arrays of ids; the same array until its members or their order change. */
  readonly groups: FleetGroups;
  readonly counts: FleetCounts;
}

export interface FleetStore {
  /** The same object until something changes. */
  getState(): FleetView;
  /** Told at most once per frame. The first listener subscribes at the server, for good. */
  subscribe(listener: () => void): () => void;
  /** A row; the same object until it changes. */
  getSession(sessionId: string): SessionSummary | undefined;
  /** Told when this row changes, comes or goes; a change of one row tells no other's listeners. */
  subscribeSession(sessionId: string, listener: () => void): () => void;
}

export interface FleetStoreOptions {
  scheduler?: Scheduler | undefined;
}

const listMessages = new Set([
  "sessions_list",
  "session_created",
  "session_delta",
  "session_ended",
  "server_status",
]);

/** The fleet as one connection's server tells it. Make one per connection. */
export function fleetStore(connection: Connection, options: FleetStoreOptions = {}): FleetStore {
  let status: FleetView["status"] = "loading";
  let sessions = new Map<string, SessionSummary>();
  /** A view holds `sessions`: it is not to be changed any more. */
  let givenOut = false;
  let serverStatus: ServerStatus | null = null;
  let started = false;
  let view: FleetView | null = null;
  let groups: FleetGroups | null = null;
  let groupsAreOld = true;
  const changedRows = new Set<string>();
  const all = listenerSet(connection.report);
  const rows = new Map<string, ReturnType<typeof listenerSet>>();
  const pace = resyncPace(connection.clock, connection.random);
  const told = oncePerFrame(options.scheduler ?? defaultScheduler(), tell);

  function tell() {
    const changed = [...changedRows];
    changedRows.clear();
    for (const sessionId of changed) rows.get(sessionId)?.tell();
    all.tell();
  }

  function touched() {
    view = null;
    told();
  }

  function put(session: SessionSummary) {
    const before = sessions.get(session.id);
    if (before !== undefined && sameJson(before, session)) return;
    if (givenOut) sessions = new Map(sessions);
    givenOut = false;
    sessions.set(session.id, session);
    if (before === undefined || !samePlace(before, session)) groupsAreOld = true;
    changedRows.add(session.id);
    touched();
  }

  function replaceAll(list: readonly SessionSummary[]) {
    const before = sessions;
    sessions = new Map();
    givenOut = false;
    for (const session of list) {
      const held = before.get(session.id);
      const same = held !== undefined && sameJson(held, session);
      sessions.set(session.id, same ? held : session);
      if (!same) changedRows.add(session.id);
    }
    for (const sessionId of before.keys()) if (!sessions.has(sessionId)) changedRows.add(sessionId);
    groupsAreOld = true;
    status = "live";
    pace.cancel();
    touched();
  }

  /** Folds into a row that must be there: one that is not was missed. */
  function change(sessionId: string, fold: (before: SessionSummary) => SessionSummary) {
    if (status !== "live") return;
    const before = sessions.get(sessionId);
    if (before === undefined) pace.soon(ask);
    else put(fold(before));
  }

  function handle(message: ServerMessage) {
    switch (message.type) {
      case "sessions_list":
        replaceAll(message.sessions);
        return;
      case "session_created":
        if (status === "live") put(message.session);
        return;
      case "session_delta":
        // With a revision it is said to those who follow the session, in the session's terms.
        if (message.revision !== undefined) return;
        change(message.session_id, (before) => changeSummary(before, message.changes));
        return;
      case "session_ended":
        if (message.revision !== undefined) return;
        change(message.session_id, (before) => endSummary(before, message.reason));
        return;
      case "server_status":
        serverStatus = message.status;
        touched();
    }
  }

  function ask() {
    connection.send({ type: "subscribe_list" });
  }

  function start() {
    if (started) return;
    started = true;
    connection.attach({
      frame: handle,
      opened: ask,
      doubted({ type }: Doubt) {
        if (type === null || listMessages.has(type)) pace.soon(ask);
      },
      lost() {
        pace.cancel();
        if (status !== "live") return;
        status = "stale";
        touched();
      },
    });
    ask();
  }

  function currentGroups(): FleetGroups {
    if (groups === null || groupsAreOld) groups = keepSame(groups, groupFleet(sessions.values()));
    groupsAreOld = false;
    return groups;
  }

  function viewNow(): FleetView {
    let counts: FleetCounts | null = null;
    let own: FleetGroups | null = null;
    const held = sessions;
    givenOut = true;
    const groupsOfView = () =>
      (own ??= held === sessions ? currentGroups() : groupFleet(held.values()));
    return {
      status,
      sessions: held,
      server_status: serverStatus,
      get groups() {
        return groupsOfView();
      },
      get counts() {
        return (counts ??= countFleet(groupsOfView()));
      },
    };
  }

  return {
    getState: () => (view ??= viewNow()),
    subscribe(listener) {
      start();
      return all.add(listener);
    },
    getSession: (sessionId) => sessions.get(sessionId),
    subscribeSession(sessionId, listener) {
      start();
      const row = rows.get(sessionId) ?? listenerSet(connection.report);
      rows.set(sessionId, row);
      const remove = row.add(listener);
      return () => {
        remove();
        if (row.size === 0 && rows.get(sessionId) === row) rows.delete(sessionId);
      };
    },
  };
}
