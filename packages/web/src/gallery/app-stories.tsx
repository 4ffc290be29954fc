import type { ReactElement } from "react";
import { App } from "../app/app.tsx";
import { OrbitProvider } from "../app/orbit.tsx";
import { fakeFleet } from "./fake-fleet.ts";
import { type FakeServer, fakeOrbit } from "./fake-orbit.ts";

const lost = (ms: number) => ({
  status: "reconnecting" as const,
  attempt: 3,
  next_at: Date.now() + 4_000,
  since: Date.now() - ms,
  reason: "the server does not answer",
});

const servers: Record<string, () => FakeServer> = {
  fleet: () => ({ sessions: fakeFleet() }),
  "fleet of 500": () => ({ sessions: fakeFleet(400, 80) }),
  "first run": () => ({ sessions: [] }),
  loading: () => ({ sessions: null, link: { status: "connecting" } }),
  reconnecting: () => ({ sessions: fakeFleet(), link: lost(12_000) }),
  unauthorized: () => ({
    sessions: null,
    link: { status: "unauthorized", message: "The token is missing or wrong." },
  }),
  "store degraded": () => ({
    sessions: fakeFleet(),
    status: {
      store: {
        state: "degraded",
        problem: "The disk is full.",
        hint: "Free some space; what waits is written then.",
        unsaved: 214,
      },
    },
  }),
  "store notice": () => ({
    sessions: fakeFleet(),
    status: {
      store: {
        state: "ok",
        problem: "The database was damaged and has been mended.",
        hint: "The old file was kept as `orbitdock.db.damaged`.",
        unsaved: 0,
      },
    },
  }),
  "no agent": () => ({
    sessions: [],
    status: {
      providers: [
        {
          provider: "codex",
          available: false,
          version: null,
          path: null,
          problem: "Codex is not installed.",
          hint: "Type: `npm install -g @openai/codex`",
        },
      ],
    },
  }),
};

/** The whole app in each of its states; the address says which screen. */
export const appStories: Record<string, () => ReactElement> = Object.fromEntries(
  Object.entries(servers).map(([name, server]) => [
    name,
    () => (
      <OrbitProvider value={fakeOrbit(server())}>
        <App />
      </OrbitProvider>
    ),
  ]),
);
