import type { SessionState } from "@orbitdock/protocol";
import { cutOffAll } from "./decide-item.ts";
import {
  endTurn,
  enqueue,
  interruptTimeoutMs,
  letGo,
  settingsOf,
  startNextTurn,
  startTimeoutMs,
  wake,
} from "./decide-turn.ts";
import type { Draft } from "./draft.ts";
import type { AgentError, AgentInput, Input, ShellInput, TimerName, UserInput } from "./input.ts";
import { phaseOf } from "./phase.ts";

type LifeInput =
  | Extract<ShellInput, { type: "create" | "fork" | "restored" | "timer_fired" }>
  | Extract<UserInput, { type: "end" | "resume" | "configure" | "rename" }>
  | Extract<
      AgentInput,
      { type: "agent_ready" | "agent_failed" | "agent_stopped" | "settings" | "renamed" }
    >;

const lifeInputs = new Set([
  "create",
  "fork",
  "restored",
  "timer_fired",
  "end",
  "resume",
  "configure",
  "rename",
  "agent_ready",
  "agent_failed",
  "agent_stopped",
  "settings",
  "renamed",
]);

export function isLifeInput(input: Input): input is LifeInput {
  return lifeInputs.has(input.type);
}

/** A session's life around its turns: beginning, settings, losing and finding its agent, its end. */
export function decideLife(draft: Draft, input: LifeInput): void {
  const { state } = draft;
  switch (input.type) {
    case "create":
      if (!isNew(state)) return draft.reject("conflict", "This session was begun already.");
      if (input.prompt !== undefined)
        enqueue(draft, {
          id: draft.ctx.nextId(),
          content: input.prompt,
          queued_at: draft.ctx.now,
        });
      return wake(draft);
    case "fork":
      if (!isNew(state)) return draft.reject("conflict", "This session was begun already.");
      draft.effect({
        type: "thread_fork",
        source_thread_id: input.source_thread_id,
        source_turn_id: input.source_turn_id,
        cwd: state.project_path,
        ...settingsOf(state),
      });
      return setTimer(draft, "start", startTimeoutMs);
    case "restored":
      if (phaseOf(state).name === "starting") setTimer(draft, "start", startTimeoutMs);
      if (state.turn?.interrupting) setTimer(draft, "interrupt", interruptTimeoutMs);
      return;
    case "timer_fired":
      return timerFired(draft, input.timer);
    case "agent_ready":
      return agentReady(draft, input);
    case "agent_failed":
      return agentFailed(draft, input.error);
    case "agent_stopped":
      return agentStopped(draft, input.error);
    case "end":
      return end(draft, input.reason);
    case "resume":
      return resume(draft);
    case "configure":
      return configure(draft, input);
    case "settings":
      return draft.set(present(input));
    case "rename":
      draft.set({ custom_name: input.name });
      if (state.thread_id !== null && state.agent_status === "running")
        draft.effect({
          type: "thread_rename",
          thread_id: state.thread_id,
          name: input.name,
        });
      return;
    case "renamed":
      return draft.set({ custom_name: input.name });
  }
}

function isNew(state: SessionState): boolean {
  return phaseOf(state).name === "starting" && state.thread_id === null && state.title === null;
}

function setTimer(draft: Draft, timer: TimerName, afterMs: number | null): void {
  draft.effect({ type: "timer", timer, after_ms: afterMs });
}

function agentReady(draft: Draft, input: Extract<LifeInput, { type: "agent_ready" }>): void {
  const { state } = draft;
  if (state.status === "ended") {
    // Ended while it was still starting: the thread has no one to serve.
    draft.set({ thread_id: input.thread_id });
    return letGo(draft);
  }
  draft.set({ agent_status: "running", thread_id: input.thread_id, ...present(input) });
  setTimer(draft, "start", null);
  if (state.thread_id !== input.thread_id && state.custom_name)
    draft.effect({ type: "thread_rename", thread_id: input.thread_id, name: state.custom_name });
  startNextTurn(draft);
}

function agentFailed(draft: Draft, error: AgentError): void {
  const { state } = draft;
  if (state.status === "ended")
    return draft.reject("conflict", "the agent failed in a session that has ended");
  setTimer(draft, "start", null);
  failTurnOrSession(draft, error);
  draft.set({ agent_status: "stopped" });
  // A session that never had a thread has nothing to come back to.
  if (state.thread_id === null) draft.change({ type: "session_ended", reason: error.message });
}

function agentStopped(draft: Draft, error: AgentError | null): void {
  const { state } = draft;
  if (state.status === "ended" || state.agent_status === "stopped") return;
  // An idle session loses nothing by it: the next message starts the agent again.
  if (phaseOf(state).name === "ready") return draft.set({ agent_status: "stopped" });
  failTurnOrSession(draft, error ?? { message: "The agent's program ended." });
  setTimer(draft, "start", null);
  draft.set({ agent_status: "stopped" });
  if (state.thread_id === null)
    draft.change({
      type: "session_ended",
      reason: error?.message ?? "The agent's program ended before the session began.",
    });
}

function failTurnOrSession(draft: Draft, error: AgentError): void {
  const hadTurn = draft.state.turn !== null;
  endTurn(draft, "failed", error);
  if (!hadTurn) draft.fail(error);
  cutOffAll(draft);
}

function end(draft: Draft, reason: string): void {
  const { state } = draft;
  if (state.status === "ended") return draft.reject("conflict", "This session has ended already.");
  const { turn, thread_id } = state;
  endTurn(draft, "interrupted");
  cutOffAll(draft);
  setTimer(draft, "start", null);
  draft.change({ type: "session_ended", reason });
  // A turn that runs is heard to its end first; one on its way is stopped when it begins.
  if (turn === null) letGo(draft);
  else if (turn.native_id !== null && thread_id !== null)
    draft.effect({ type: "turn_interrupt", thread_id, turn_id: turn.native_id });
}

function resume(draft: Draft): void {
  const phase = phaseOf(draft.state);
  switch (phase.name) {
    case "ended":
    case "stopped":
      // Begun anew it would be an empty conversation under the name of a fork.
      if (draft.state.forked_from !== null && draft.state.thread_id === null)
        return draft.reject("conflict", "This fork never came to be. Fork the session again.");
      return wake(draft);
    case "ready":
      // What a failed turn left waiting goes on.
      if (draft.state.queue.length > 0) return startNextTurn(draft);
      return draft.reject("conflict", "This session is running already.");
    case "starting":
    case "working":
    case "asking":
      return draft.reject("conflict", "This session is running already.");
  }
}

function configure(draft: Draft, input: Extract<LifeInput, { type: "configure" }>): void {
  const { approval_policy: policy } = input;
  draft.set({
    ...present(input),
    ...(policy === "on-failure" ? { approval_policy: "on-request" } : {}),
  });
  const { state } = draft;
  if (state.thread_id !== null && state.agent_status === "running")
    draft.effect({
      type: "thread_configure",
      thread_id: state.thread_id,
      ...settingsOf(state),
    });
}

function timerFired(draft: Draft, timer: TimerName): void {
  const { state } = draft;
  switch (timer) {
    case "start":
      if (state.status === "active" && state.agent_status === "starting")
        agentFailed(draft, {
          message: `The agent did not start within ${startTimeoutMs / 1000} s.`,
          hint: "Run `orbitdock doctor` to see whether the agent can run on this machine.",
        });
      return;
    case "interrupt":
      if (state.turn?.interrupting)
        draft.notice("warning", "The agent has not confirmed the interrupt yet.");
      return;
  }
}

type Settings = Partial<
  Pick<
    Extract<AgentInput, { type: "agent_ready" }>,
    "model" | "effort" | "approval_policy" | "sandbox_mode" | "transcript_path" | "git_branch"
  >
>;

/** The settings that were said, and nothing else of the input. */
function present(input: Settings): Settings {
  const { model, effort, approval_policy, sandbox_mode, transcript_path, git_branch } = input;
  return {
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(approval_policy === undefined ? {} : { approval_policy }),
    ...(sandbox_mode === undefined ? {} : { sandbox_mode }),
    ...(transcript_path === undefined ? {} : { transcript_path }),
    ...(git_branch === undefined ? {} : { git_branch }),
  };
}
