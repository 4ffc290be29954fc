import type { UserInput } from "@orbitdock/core";
import type { SessionCommand } from "@orbitdock/protocol";

/** What a command from the wire says to its session. `by` names who sent it. */
export function sessionInput(command: SessionCommand, by: string): UserInput {
  switch (command.type) {
    case "send_message":
      return {
        type: "send_message",
        content: command.content,
        ...optional("model", command.model),
        ...optional("effort", command.effort),
      };
    case "steer_session":
      return { type: "steer", content: command.content };
    case "approve_tool":
      return {
        type: "decide_approval",
        approval_id: command.request_id,
        decision: command.decision,
        ...optional("message", command.message),
        by,
      };
    case "answer_question":
      return {
        type: "answer_question",
        approval_id: command.request_id,
        ...optional("answer", command.answer),
        ...optional("answers", command.answers),
        by,
      };
    case "interrupt_session":
      return { type: "interrupt" };
    case "end_session":
      return { type: "end", reason: `Ended by ${by}.` };
    case "resume_session":
      return { type: "resume" };
    case "update_session_config":
      return {
        type: "configure",
        ...optional("approval_policy", command.approval_policy),
        ...optional("sandbox_mode", command.sandbox_mode),
        ...optional("model", command.model),
        ...optional("effort", command.effort),
      };
    case "rename_session":
      return { type: "rename", name: command.name?.trim() || null };
    case "compact_session":
      return { type: "compact" };
    case "remove_queued":
      return { type: "remove_queued", queued_id: command.queued_id };
  }
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): { [K in Key]?: Value } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
