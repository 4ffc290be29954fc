import { fleetStore, sessionStores, systemClock } from "@orbitdock/client";
import type { Connection, ConnectionState, Reader } from "@orbitdock/client";
import type { ServerMessage, ServerStatus, SessionSummary } from "@orbitdock/protocol";
import type { Orbit } from "../app/orbit.tsx";
import { ago } from "./fake-sessions.ts";

export interface FakeServer {
  sessions: readonly SessionSummary[] | null;
  status?: Partial<ServerStatus>;
  link?: ConnectionState;
}

const fakeStatus: ServerStatus = {
  version: "0.1.0",
  instance_id: "gallery",
  started_at: ago(3600),
  store: { state: "ok", problem: null, hint: null, unsaved: 0 },
  agent_host: { connected: true, pid: 1, agents: 1 },
  providers: [
    {
      provider: "codex",
      available: true,
      version: "0.169.0",
      path: null,
      problem: null,
      hint: null,
    },
    {
      provider: "claude",
      available: false,
      version: null,
      path: null,
      problem: "Claude Code is not installed.",
      hint: "Type: `npm install -g @anthropic-ai/claude-code`",
    },
  ],
  rate_limits: [
    { provider: "claude", name: "session", used_percent: 62, window_minutes: 300, resets_at: null },
    { provider: "claude", name: "week", used_percent: 31, window_minutes: 10_080, resets_at: null },
    { provider: "codex", name: "primary", used_percent: 88, window_minutes: 300, resets_at: null },
  ],
  sessions: { total: 0, active: 0, in_memory: 0 },
  connections: 1,
  rss_bytes: 0,
  rehearsal: false,
};

/** The real stores on a connection without a network, which says what a server would say. */
export function fakeOrbit({ sessions, status, link }: FakeServer): Orbit {
  const state: ConnectionState = link ?? { status: "open", since: Date.now() };
  const readers = new Set<Reader>();
  const say = (message: ServerMessage) => {
    for (const reader of readers) reader.frame?.(message);
  };
  const connection: Connection = {
    clock: systemClock,
    random: Math.random,
    report: (error) => console.error(error),
    getState: () => state,
    subscribe: () => () => {},
    welcome: null,
    last_frame_at: Date.now() - 12_000,
    round_trip: 0.4,
    ignored: { unknown: 0, malformed: 0 },
    command: () => new Promise(() => {}),
    query: () => new Promise(() => {}),
    send(message) {
      if (message.type === "subscribe_list" && sessions) {
        say({ type: "sessions_list", sessions: [...sessions] });
        say({ type: "server_status", status: { ...fakeStatus, ...status } });
      }
      return true;
    },
    attach(reader) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
    reconnectNow() {},
    close() {},
  };
  return { connection, fleet: fleetStore(connection), sessions: sessionStores(connection) };
}
