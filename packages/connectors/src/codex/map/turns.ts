import type { AgentInput } from "@orbitdock/core";
import type { Plan } from "@orbitdock/protocol";
import type {
  ErrorNotification,
  Turn,
  TurnPlanStepStatus,
  TurnPlanUpdatedNotification,
} from "../generated/protocol.ts";
import { list, text, textOrNull } from "../read.ts";
import { errorKind, readTurnError } from "./errors.ts";

export function turnEnded(turn: Turn): AgentInput[] {
  const native_id = text(turn.id, "turn.id");
  const error = turn.error ? { error: readTurnError(turn.error) } : {};
  switch (turn.status) {
    case "completed":
    case "interrupted":
    case "failed":
      return [{ type: "turn_ended", native_id, outcome: turn.status, ...error }];
    case "inProgress":
      return [];
  }
}

/** Errors that leave the turn as it is; all others come again with the turn's end (0.169). */
const ownErrors = new Set(["activeTurnNotSteerable", "threadRollbackFailed"]);

export function errorSaid({ error, willRetry }: ErrorNotification): AgentInput[] {
  const { message } = readTurnError(error);
  // The stream starts over under new item ids, and the old items never complete.
  if (willRetry === true)
    return [{ type: "items_abandoned" }, { type: "notice", kind: "retry", text: message }];
  if (ownErrors.has(errorKind(error.codexErrorInfo).kind))
    return [{ type: "notice", kind: "error", text: message }];
  return [];
}

const stepStatus: Record<TurnPlanStepStatus, Plan["steps"][number]["status"]> = {
  pending: "pending",
  inProgress: "in_progress",
  completed: "completed",
};

export function planUpdated(params: TurnPlanUpdatedNotification): AgentInput {
  const steps = list(params.plan, "plan").map(({ step, status }) => ({
    step: text(step, "step"),
    status: stepStatus[status] ?? "pending",
  }));
  return { type: "plan", plan: { explanation: textOrNull(params.explanation), steps } };
}
