import type { AgentRequest, ApprovalAnswer } from "@orbitdock/core";
import type { ApprovalRequest, Decision } from "@orbitdock/protocol";
import { textOrNull } from "../read.ts";
import { isFields, type Fields, type NativeId } from "../wire.ts";

/** The reply to a request, and what else has to be said for it to have its full effect. */
export interface Reply {
  result: unknown;
  /** The request knows no "stop": the turn is interrupted as well. */
  interrupt?: boolean;
}

/** How a kind of request is answered. */
export type Answer = (request: ApprovalRequest, answer: ApprovalAnswer) => Reply;

/** The fields that every request has, all null until a kind of request fills them in. */
export function blank(
  type: AgentRequest["type"],
  id: NativeId,
  method: string,
): Omit<AgentRequest, "options"> {
  return {
    type,
    native_id: JSON.stringify(id),
    native_kind: method,
    command: null,
    file_path: null,
    diff: null,
    question: null,
  };
}

/** What was kept in `native` for the answer; it comes back from the store, so it is looked at again. */
export function kept(request: ApprovalRequest): Fields {
  return isFields(request.native) ? request.native : {};
}

/** The thread and turn a request came from: a subagent's are not its session's. */
export function placeOf(request: ApprovalRequest): { thread: string | null; turn: string | null } {
  const { thread_id: thread, turn_id: turn } = kept(request);
  return { thread: textOrNull(thread), turn: textOrNull(turn) };
}

/** The decision of an answer; answers given to what is no question count as consent. */
export function decisionOf(answer: ApprovalAnswer): Decision {
  return answer.type === "decision" ? answer.decision : "approved";
}
