import type { SessionSummary } from "@orbitdock/protocol";

/** Whether a session counts on an agent's process of ours. */
export function runsHere(row: SessionSummary): boolean {
  return (
    row.status === "active" && row.integration_mode === "direct" && row.agent_status !== "stopped"
  );
}
