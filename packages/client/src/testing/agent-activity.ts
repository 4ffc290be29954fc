import { limits } from "@orbitdock/protocol";
import type { SessionChange, SessionState } from "@orbitdock/protocol";
import { newApproval, newMessage } from "./fixture.ts";
import type { Random } from "./random.ts";

/** The changes that an agent at work makes, one step of it, whichever. */
export function agentStep(
  random: Random,
  state: SessionState,
  at: string,
  nextId: () => string,
): SessionChange[] {
  if (state.status === "ended")
    return random.chance(0.5)
      ? []
      : [delta({ status: "active", work_status: "waiting", agent_status: "running" })];
  if (state.turn === null)
    return random.chance(0.2) ? idleStep(random, at) : turnStart(state, at, nextId);
  const growing = state.messages.findLast((message) => message.status === "streaming");
  if (growing && random.chance(0.75)) {
    const { id: message_id } = growing;
    if (random.chance(0.15))
      return [
        { type: "message_updated", message_id, changes: { status: "complete", duration_ms: 12 } },
      ];
    const isTool = growing.message_type === "tool" && random.chance(0.5);
    const before = isTool ? (growing.tool_output ?? "") : growing.content;
    const long = random.chance(0.004) ? limits.snapshotText : 0;
    const text =
      "x".repeat(long) + ` word${random.between(0, 99)}` + (random.chance(0.2) ? "\n" : "");
    const append = { offset: before.length, text };
    const changes = isTool ? { tool_output_append: append } : { content_append: append };
    return [{ type: "message_updated", message_id, changes }];
  }
  return turnStep(random, state, at, nextId);
}

function turnStart(state: SessionState, at: string, nextId: () => string): SessionChange[] {
  const number = state.turns.length + 1;
  const turn = { number, native_id: null, started_at: at, interrupting: false, tokens_before: 0 };
  const message = newMessage(state.id, nextId(), at, {
    message_type: "user",
    content: "go on",
    turn: number,
  });
  return [
    { type: "message_appended", message },
    delta({
      work_status: "working",
      status_since: at,
      turn,
      last_activity_at: at,
      last_error: null,
    }),
  ];
}

function turnStep(
  random: Random,
  state: SessionState,
  at: string,
  nextId: () => string,
): SessionChange[] {
  const turn = state.turn?.number ?? 1;
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return [
        {
          type: "message_appended",
          message: newMessage(state.id, nextId(), at, { status: "streaming", turn }),
        },
      ];
    case 2:
    case 3:
      return [
        {
          type: "message_appended",
          message: newMessage(state.id, nextId(), at, {
            message_type: "tool",
            tool_name: "Bash",
            content: "npm test",
            status: random.chance(0.5) ? "streaming" : "complete",
            turn,
          }),
        },
      ];
    case 4: {
      const usage = { ...state.token_usage, output_tokens: state.token_usage.output_tokens + 7 };
      return [{ type: "tokens_updated", usage }];
    }
    case 5:
      return [
        { type: "approval_requested", request: newApproval(state.id, nextId(), at) },
        delta({ work_status: "permission", status_since: at }),
      ];
    case 6: {
      const request = state.pending_approvals.at(random.between(0, 1) - 1);
      if (request === undefined) return [];
      return [
        {
          type: "approval_resolved",
          approval_id: request.id,
          outcome: "withdrawn",
          decided_at: at,
        },
        delta({ work_status: "working", status_since: at }),
      ];
    }
    case 7: {
      const message = random.pick(state.messages.slice(-5));
      return [
        {
          type: "message_updated",
          message_id: message.id,
          changes: { is_error: !message.is_error },
        },
      ];
    }
    case 8:
      return [{ type: "agent_event_unknown", name: `event${random.between(0, 3)}`, event: "{}" }];
    default:
      return turnEnd(random, state, at);
  }
}

function turnEnd(random: Random, state: SessionState, at: string): SessionChange[] {
  const turn = {
    number: state.turn?.number ?? 1,
    native_id: null,
    outcome: "completed" as const,
    started_at: state.turn?.started_at ?? at,
    ended_at: at,
  };
  const growing = state.messages.filter((message) => message.status === "streaming");
  const stopped = growing.map((message): SessionChange => ({
    type: "message_updated",
    message_id: message.id,
    changes: { status: "interrupted" },
  }));
  const last_error = random.chance(0.3) ? { message: "the model is overloaded", at } : null;
  return [
    ...stopped,
    { type: "turn_ended", turn },
    delta({ work_status: "waiting", status_since: at, last_error }),
    ...(random.chance(0.1) ? [{ type: "session_ended", reason: "done" } as const] : []),
  ];
}

function idleStep(random: Random, at: string): SessionChange[] {
  const steps = [{ step: `step ${random.between(1, 9)}`, status: "pending" as const }];
  return [
    random.chance(0.5)
      ? delta({ current_plan: { explanation: null, steps }, last_activity_at: at })
      : delta({ current_diff: random.chance(0.5) ? "+1" : null, git_branch: "main" }),
  ];
}

function delta(
  changes: Extract<SessionChange, { type: "session_delta" }>["changes"],
): SessionChange {
  return { type: "session_delta", changes };
}
