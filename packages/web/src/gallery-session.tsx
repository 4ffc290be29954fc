import "./look/fonts.css";
import "./look/tokens.css";
import "./look/base.css";
import type { SessionView as StoreView } from "@orbitdock/client";
import { createRoot } from "react-dom/client";
import { useEffect, useState } from "react";
import { sampleExec, samplePatch } from "./session/sample-requests.ts";
import { sampleOfMany, sampleSessions } from "./session/sample-sessions.ts";
import type { SessionActions } from "./session/session-actions.ts";
import { SessionView } from "./session/session-view.tsx";

const nothing = () => {};
const actions: SessionActions = {
  send: nothing,
  steer: nothing,
  interrupt: nothing,
  end: nothing,
  resume: nothing,
  rename: nothing,
  fork: nothing,
  compact: nothing,
  configure: nothing,
  removeQueued: nothing,
  retrySend: nothing,
  discard: nothing,
  loadEarlier: nothing,
  loadWhole: async () => {},
  listApprovals: async () => [
    {
      id: "1",
      session_id: "s1",
      request: sampleExec,
      outcome: "approved",
      decided_by: "web 127.0.0.1",
      decided_at: sampleExec.requested_at,
    },
    {
      id: "2",
      session_id: "s1",
      request: samplePatch,
      outcome: "denied",
      message: "Keep the old name",
      decided_by: "cli",
      decided_at: samplePatch.requested_at,
    },
  ],
  listModels: async () => [],
  dismissError: nothing,
};

const absent: Record<string, StoreView> = {
  loading: { status: "loading", session: null, error: null, loading_earlier: false },
  not_found: {
    status: "not_found",
    session: null,
    error: "No such session",
    loading_earlier: false,
  },
  error: {
    status: "error",
    session: null,
    error: "The store cannot be read.",
    loading_earlier: false,
  },
};

/** Ten thousand messages, the last of which grows sixty times a second. */
function useMany(on: boolean) {
  const [session, setSession] = useState(() => (on ? sampleOfMany(10_000) : null));
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(
      () =>
        setSession((before) => {
          const last = before?.messages.at(-1);
          if (!before || !last) return before;
          const content = `${last.content} on`;
          return { ...before, messages: [...before.messages.slice(0, -1), { ...last, content }] };
        }),
      16,
    );
    return () => clearInterval(timer);
  }, [on]);
  return session;
}

/** Shows one state of a session: `#question`, `#streaming` … with `,light` for the other theme. */
function Gallery() {
  const [name = "question", ...how] = location.hash.slice(1).split(",");
  const many = useMany(name === "many");
  const session = many ?? sampleSessions[(name || "question") as keyof typeof sampleSessions];
  const view = absent[name] ?? { status: "live", session, error: null, loading_earlier: false };
  const bad = how.includes("bad");
  return (
    <main style={{ height: "100dvh" }}>
      <SessionView
        view={view}
        actions={actions}
        approvals={{
          decide: nothing,
          answer: nothing,
          sendingId: how.includes("sending") ? (session?.pending_approvals[0]?.id ?? null) : null,
          failure: bad
            ? {
                requestId: session?.pending_approvals[0]?.id ?? "",
                text: "Already answered elsewhere.",
              }
            : null,
        }}
        failed={
          bad
            ? {
                what: "The settings were not changed",
                message: "The agent is gone.",
                retry: nothing,
              }
            : null
        }
        outgoing={
          bad
            ? [
                {
                  id: "o1",
                  content: "And the docs",
                  steer: false,
                  error: "The message is too large.",
                },
              ]
            : []
        }
      />
    </main>
  );
}

if (location.hash.includes(",light")) document.documentElement.dataset["theme"] = "light";
const root = document.getElementById("root");
if (root) createRoot(root).render(<Gallery />);
