import type { ApprovalRequest, CurrentTurn, SessionState, WorkStatus } from "@orbitdock/protocol";

/** Where a session is. The wire's state is flat; this is its meaning, each arm with its own fields. */
export type Phase =
  /** The agent's thread is being started or resumed. */
  | { name: "starting" }
  | { name: "ready"; thread_id: string }
  | { name: "working"; thread_id: string; turn: CurrentTurn }
  /** Waits for a person. A request can come outside of any turn. */
  | { name: "asking"; turn: CurrentTurn | null; approvals: [ApprovalRequest, ...ApprovalRequest[]] }
  /** The agent's process is gone; a message starts it again. */
  | { name: "stopped" }
  | { name: "ended" };

/** A state that no sequence of inputs may lead to. */
export class InvariantError extends Error {
  override name = "InvariantError";
}

/**
 * Reads the phase out of a state.
 * @throws InvariantError when the state's facts contradict each other.
 */
export function phaseOf(state: SessionState): Phase {
  const { turn, pending_approvals: pending, thread_id } = state;
  const [first, ...rest] = pending;
  if (state.status === "ended") {
    if (turn || first) throw broken(state, "ended, with a turn or a pending approval");
    return { name: "ended" };
  }
  if (state.agent_status === "stopped") {
    if (turn || first) throw broken(state, "stopped, with a turn or a pending approval");
    return { name: "stopped" };
  }
  if (first) return { name: "asking", turn, approvals: [first, ...rest] };
  if (state.agent_status === "starting") {
    if (turn) throw broken(state, "starting, with a turn");
    return { name: "starting" };
  }
  if (thread_id === null) throw broken(state, "running, without a thread");
  return turn ? { name: "working", thread_id, turn } : { name: "ready", thread_id };
}

/** What the wire says of a phase. */
export function workStatusOf(phase: Phase, state: SessionState): WorkStatus {
  switch (phase.name) {
    case "ended":
      return "ended";
    case "asking":
      return phase.approvals[0].type === "question" ? "question" : "permission";
    case "working":
      return "working";
    case "starting":
      return state.queue.length > 0 ? "working" : "waiting";
    case "ready":
      return state.work_status === "reply" ? "reply" : "waiting";
    case "stopped":
      return "waiting";
  }
}

/**
 * Checks what must hold after every decision, given the phase that was read out of the state.
 * @throws InvariantError naming what does not.
 */
export function checkInvariants(state: SessionState, phase: Phase = phaseOf(state)): void {
  const { pending_approvals: pending } = state;
  const status = workStatusOf(phase, state);
  if (state.work_status !== status)
    throw broken(state, `work_status ${state.work_status} in phase ${phase.name}`);
  if (state.pending_approval !== (pending[0] ?? null))
    throw broken(state, "pending_approval is not the oldest of pending_approvals");
  if (state.has_pending_approval !== pending.length > 0)
    throw broken(state, "has_pending_approval contradicts pending_approvals");
  if (pending.length > 1 && new Set(pending.map((request) => request.id)).size < pending.length)
    throw broken(state, "an approval is pending twice");
}

function broken(state: SessionState, what: string): InvariantError {
  return new InvariantError(`session ${state.id}: ${what}`);
}
