import type { SessionState } from "@orbitdock/protocol";

/** Whether there is an agent to start again: it is gone, and it was ours. */
export function canResume(
  session: Pick<SessionState, "integration_mode" | "status" | "agent_status">,
): boolean {
  return (
    session.integration_mode === "direct" &&
    (session.status === "ended" || session.agent_status === "stopped")
  );
}
