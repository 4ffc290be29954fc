import type { SessionSummary } from "@orbitdock/protocol";

/** Whether a session counts on an agent's process of ours. */
export function runsHere(row: SessionSummary): boolean {
  return (
    row.status === "active" && row.integration_mode === "direct" && row.agent_status !== "stopped"
  );
}

/** How long an agent may still speak of a session that has ended, in milliseconds. */
export const lastWordsMs = 60_000;

/** Whether an ended session's agent may not have let go of it yet: it is heard out. */
export function mayStillSpeak(row: SessionSummary, nowMs: number): boolean {
  const ended = row.status === "ended" && row.thread_id !== null;
  return ended && nowMs - Date.parse(row.status_since) <= lastWordsMs;
}
