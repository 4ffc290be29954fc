import {
  limits,
  type QueuedMessage,
  type SessionState,
  type TurnOutcome,
} from "@orbitdock/protocol";
import { cutOffAll, cutOffSpeech } from "./decide-item.ts";
import type { Draft } from "./draft.ts";
import type { ThreadSettings } from "./effect.ts";
import type { AgentError, AgentInput, ShellInput, UserInput } from "./input.ts";
import { phaseOf } from "./phase.ts";
import { withdrawApprovals } from "./withdraw.ts";

type TurnInput =
  | Extract<
      UserInput,
      { type: "send_message" | "steer" | "interrupt" | "remove_queued" | "compact" }
    >
  | Extract<
      AgentInput,
      {
        type:
          | "turn_started"
          | "turn_ended"
          | "request_failed"
          | "usage"
          | "plan"
          | "diff"
          | "unknown_event";
      }
    >
  | Extract<ShellInput, { type: "handling_failed" }>;

/** How long the agent may take to confirm an interrupt before a person is told, in milliseconds. */
export const interruptTimeoutMs = 15_000;

/** Turns: how they begin, what they take in, how they end. */
export function decideTurn(draft: Draft, input: TurnInput): void {
  switch (input.type) {
    case "send_message":
      return send(draft, input);
    case "steer":
      return steer(draft, input.content);
    case "interrupt":
      return interrupt(draft);
    case "remove_queued":
      return removeQueued(draft, input.queued_id);
    case "compact":
      return compact(draft);
    case "turn_started":
      return turnStarted(draft, input.native_id);
    case "turn_ended":
      return turnEnded(draft, input);
    case "request_failed":
      return requestFailed(draft, input);
    case "usage":
      return draft.change({ type: "tokens_updated", usage: input.usage });
    case "plan":
      return draft.set({ current_plan: input.plan });
    case "diff":
      return draft.set({ current_diff: input.diff && boundedDiff(input.diff) });
    case "unknown_event":
      return draft.change({
        type: "agent_event_unknown",
        name: input.name,
        event: input.event,
      });
    case "handling_failed":
      return handlingFailed(draft, input.error);
  }
}

/** Whole lines from the beginning, and a word on what is left out. */
function boundedDiff(diff: string): string {
  if (diff.length <= limits.diff) return diff;
  const end = diff.lastIndexOf("\n", limits.diff);
  const kept = diff.slice(0, end === -1 ? limits.diff : end);
  return `${kept}\n# OrbitDock leaves out the other ${diff.length - kept.length} characters\n`;
}

/** Starts the next turn with the oldest message that waits, if the session can take one. */
export function startNextTurn(draft: Draft): void {
  const phase = phaseOf(draft.state);
  const [next, ...rest] = draft.state.queue;
  if (phase.name !== "ready" || !next) return;
  draft.set({ queue: rest });
  startTurn(draft, phase.thread_id, next);
}

function startTurn(draft: Draft, threadId: string, next: QueuedMessage): void {
  draft.set({ last_error: null });
  beginTurn(draft, null);
  // One that was shown while it waited, or whose steering came too late, stands there already.
  if (!draft.state.messages.some((message) => message.id === next.id))
    draft.append({ id: next.id, message_type: "user", content: next.content });
  if (next.model !== undefined) draft.set({ model: next.model });
  if (next.effort !== undefined) draft.set({ effort: next.effort });
  draft.effect({
    type: "turn_start",
    thread_id: threadId,
    message_id: next.id,
    content: next.content,
    ...settingsOf(draft.state),
  });
}

/** Ends the running turn, if there is one, and all that hangs on it. */
export function endTurn(draft: Draft, outcome: TurnOutcome, error?: AgentError): void {
  const { turn, token_usage: usage } = draft.state;
  withdrawApprovals(draft);
  if (!turn) return;
  // Speech that never came to its end was cut off, whatever became of the turn.
  if (outcome === "completed") cutOffSpeech(draft);
  else cutOffAll(draft);
  if (error && outcome === "failed") draft.fail(error);
  const { interrupting, tokens_before, ...facts } = turn;
  const tokens = usage.input_tokens + usage.output_tokens - tokens_before;
  draft.change({
    type: "turn_ended",
    turn: {
      ...facts,
      outcome,
      ended_at: draft.ctx.now,
      ...(tokens > 0 ? { tokens } : {}),
      ...(error ? { error: error.message } : {}),
    },
  });
  if (interrupting) draft.effect({ type: "timer", timer: "interrupt", after_ms: null });
}

/** What a thread is to run with, as the session has it. */
export function settingsOf(state: SessionState): ThreadSettings {
  return {
    model: state.model,
    effort: state.effort,
    approval_policy: state.approval_policy ?? null,
    sandbox_mode: state.sandbox_mode ?? null,
  };
}

function send(draft: Draft, input: Extract<TurnInput, { type: "send_message" }>): void {
  const { state, ctx } = draft;
  const phase = phaseOf(state);
  if (phase.name === "ended")
    return draft.reject("conflict", "This session has ended. Resume it, then send the message.");
  if (state.integration_mode === "passive")
    return draft.reject(
      "conflict",
      "This session runs in a terminal. Take it over to send messages from here.",
    );
  if (state.queue.length >= limits.queue)
    return draft.reject(
      "overloaded",
      `${limits.queue} messages wait for this agent already. Let it work, or interrupt it.`,
    );
  const message: QueuedMessage = {
    id: ctx.nextId(),
    content: input.content,
    queued_at: ctx.now,
    ...(input.model === undefined ? {} : { model: input.model }),
    ...(input.effort === undefined ? {} : { effort: input.effort }),
  };
  entitle(draft, input.content);
  if (phase.name === "ready" && state.queue.length === 0)
    return startTurn(draft, phase.thread_id, message);
  enqueue(draft, message);
  if (phase.name === "stopped") wake(draft);
  else startNextTurn(draft);
}

/**
 * Puts a message in line. While the agent is being started the first in line is shown at once:
 * nothing can come before it.
 */
export function enqueue(draft: Draft, queued: QueuedMessage): void {
  const { queue } = draft.state;
  const { name } = phaseOf(draft.state);
  if (queue.length === 0 && (name === "starting" || name === "stopped"))
    draft.append({
      id: queued.id,
      message_type: "user",
      content: queued.content,
      turn: nextTurnNumber(draft.state),
    });
  draft.set({ queue: [...queue, queued] });
  entitle(draft, queued.content);
}

function nextTurnNumber(state: SessionState): number {
  return (state.turns.at(-1)?.number ?? 0) + 1;
}

/** Gives a session without a name its first words as a title. */
function entitle(draft: Draft, content: string): void {
  if (draft.state.title !== null) return;
  const line = content.trim().split("\n", 1)[0]?.trim() ?? "";
  draft.set({ title: line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line });
}

/** Starts a stopped or ended session's agent again. */
export function wake(draft: Draft): void {
  const { state } = draft;
  draft.set({ status: "active", agent_status: "starting", ended_reason: null, last_error: null });
  const { thread_id, project_path: cwd } = state;
  draft.effect(
    thread_id !== null && hasHistory(state)
      ? { type: "thread_resume", thread_id, cwd, ...settingsOf(state) }
      : { type: "thread_start", cwd, ...settingsOf(state) },
  );
  draft.effect({ type: "timer", timer: "start", after_ms: startTimeoutMs });
}

/** An agent keeps nothing of a thread before its first turn (codex 0.169): that is begun anew. */
function hasHistory(state: SessionState): boolean {
  return (
    state.forked_from !== null ||
    state.integration_mode === "passive" ||
    state.turns.some((turn) => turn.native_id !== null)
  );
}

/** The session is over and nothing runs in it: its agent may forget the thread. */
export function letGo(draft: Draft): void {
  const { status, thread_id } = draft.state;
  if (status === "ended" && thread_id !== null) draft.effect({ type: "thread_end", thread_id });
}

/** How long an agent may take to start a thread, in milliseconds; a hundred at once take 8 s. */
export const startTimeoutMs = 90_000;

function steer(draft: Draft, content: string): void {
  const { turn, thread_id, integration_mode } = draft.state;
  const turnId = turn?.native_id ?? null;
  // Before the agent confirmed the turn there is nothing to steer: the message is next in line.
  if (turnId === null || thread_id === null || integration_mode === "passive")
    return send(draft, { type: "send_message", content });
  const message = draft.append({ message_type: "user", content, steered: true });
  draft.effect({
    type: "turn_steer",
    thread_id,
    turn_id: turnId,
    message_id: message.id,
    content,
  });
}

function interrupt(draft: Draft): void {
  const { turn, thread_id } = draft.state;
  if (!turn || thread_id === null)
    return draft.reject("conflict", "Nothing is running in this session.");
  if (turn.interrupting) return;
  draft.set({ turn: { ...turn, interrupting: true } });
  draft.effect({ type: "timer", timer: "interrupt", after_ms: interruptTimeoutMs });
  if (turn.native_id !== null)
    draft.effect({ type: "turn_interrupt", thread_id, turn_id: turn.native_id });
}

function removeQueued(draft: Draft, queuedId: string): void {
  const { queue } = draft.state;
  const rest = queue.filter((queued) => queued.id !== queuedId);
  if (rest.length === queue.length)
    return draft.reject("conflict", "That message is no longer waiting: it was sent or removed.");
  draft.set({ queue: rest });
  // It was shown while its agent started; now it never gets there.
  if (draft.state.messages.some((message) => message.id === queuedId))
    draft.update(queuedId, { status: "interrupted" });
}

function compact(draft: Draft): void {
  const phase = phaseOf(draft.state);
  if (phase.name !== "ready")
    return draft.reject("conflict", "The context can be compacted when the agent is not at work.");
  draft.effect({ type: "thread_compact", thread_id: phase.thread_id });
}

function beginTurn(draft: Draft, nativeId: string | null): void {
  const { token_usage: usage } = draft.state;
  draft.set({
    turn: {
      number: nextTurnNumber(draft.state),
      native_id: nativeId,
      started_at: draft.ctx.now,
      interrupting: false,
      tokens_before: usage.input_tokens + usage.output_tokens,
    },
  });
}

function turnStarted(draft: Draft, nativeId: string): void {
  const { turn, thread_id, status, agent_status } = draft.state;
  if (thread_id === null)
    return draft.reject("conflict", `turn ${nativeId} began in a session without a thread`);
  // Its message was sent before the session was ended: nobody waits for what it would do.
  if (status === "ended" || agent_status !== "running")
    return draft.effect({ type: "turn_interrupt", thread_id, turn_id: nativeId });
  if (turn?.native_id === nativeId) return;
  if (turn && turn.native_id === null) {
    draft.set({ turn: { ...turn, native_id: nativeId } });
    if (turn.interrupting) draft.effect({ type: "turn_interrupt", thread_id, turn_id: nativeId });
    return;
  }
  // The agent began by itself, or we never heard the end of the turn before.
  endTurn(draft, "interrupted");
  beginTurn(draft, nativeId);
  draft.set({ last_error: null });
}

function turnEnded(draft: Draft, input: Extract<TurnInput, { type: "turn_ended" }>): void {
  const { turn, turns, status } = draft.state;
  if (status === "ended") return letGo(draft);
  if (!turn) return draft.reject("conflict", "a turn ended that was not running");
  // Until the agent names the running turn, an end can still be that of one before it.
  if (input.native_id !== null && turns.some((ended) => ended.native_id === input.native_id))
    return draft.reject("conflict", `turn ${input.native_id} has ended already`);
  if (turn.native_id !== null && input.native_id !== null && turn.native_id !== input.native_id)
    return draft.reject("conflict", `turn ${input.native_id} ended, but ${turn.native_id} runs`);
  endTurn(draft, input.outcome, input.error);
  // After a failure (a spent allowance, say) the rest of the queue would fail too: it waits.
  if (input.outcome !== "failed") startNextTurn(draft);
}

function requestFailed(draft: Draft, input: Extract<TurnInput, { type: "request_failed" }>): void {
  const { turn, queue, messages } = draft.state;
  if (input.request === "turn_start" && turn?.native_id === null)
    return endTurn(draft, "failed", input.error);
  if (draft.state.status === "ended") return letGo(draft);
  const late = messages.find((message) => message.id === input.message_id);
  if (input.request === "turn_steer" && late) {
    // The turn was over before the words arrived: they start the next one.
    draft.set({
      queue: [{ id: late.id, content: late.content, queued_at: draft.ctx.now }, ...queue],
    });
    return startNextTurn(draft);
  }
  draft.notice("error", input.error.message);
}

function handlingFailed(draft: Draft, error: string): void {
  const { turn, thread_id } = draft.state;
  const message = `OrbitDock could not handle what happened in this session: ${error}`;
  if (turn?.native_id && thread_id !== null)
    draft.effect({ type: "turn_interrupt", thread_id, turn_id: turn.native_id });
  if (turn) endTurn(draft, "failed", { message });
  else if (draft.state.status === "active") draft.fail({ message });
}
