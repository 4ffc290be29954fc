import type { SessionState } from "@orbitdock/protocol";
import { canResume } from "../fleet/can-resume.ts";
import { useKeys } from "../keys/use-keys.ts";
import type { SessionActions } from "./session-actions.ts";

/** The keys of a session as a whole. Those that do not fit its state are left to others. */
export function useSessionKeys(
  session: SessionState,
  actions: SessionActions,
  onMode: (mode: "rename" | "end") => void,
): void {
  const { turn, status, integration_mode: mode } = session;
  useKeys({
    interrupt(event) {
      if (turn === null || turn.interrupting || !mayInterrupt(event.target)) return false;
      actions.interrupt();
    },
    rename: () => onMode("rename"),
    resume: () => (canResume(session) ? actions.resume() : false),
    end: () => (status === "active" && mode === "direct" ? onMode("end") : false),
  });
}

/** Escape in a field with words in it only leaves the field. */
function mayInterrupt(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement && target.value !== "") {
    target.blur();
    return false;
  }
  return !(target instanceof HTMLInputElement);
}
