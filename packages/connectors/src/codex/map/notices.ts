import type { AgentInput } from "@orbitdock/core";
import type { NoticeKind } from "@orbitdock/protocol";
import type {
  HookCompletedNotification,
  ItemGuardianApprovalReviewCompletedNotification,
  McpServerStatusUpdatedNotification,
  ModelReroutedNotification,
} from "../generated/protocol.ts";
import { list, text, textOrNull } from "../read.ts";

export function notice(kind: NoticeKind, said: string): AgentInput[] {
  return [{ type: "notice", kind, text: said }];
}

export function hookCompleted({ run }: HookCompletedNotification): AgentInput[] {
  const said = list(run.entries, "entries").map((entry) => textOrNull(entry.text) ?? "");
  const why = [textOrNull(run.statusMessage), ...said].filter(Boolean).join("\n");
  switch (run.status) {
    case "failed":
    case "blocked":
    case "stopped":
      return notice("warning", `The ${run.eventName} hook ${run.status}${why ? `: ${why}` : "."}`);
    case "running":
    case "completed":
      return [];
  }
}

export function mcpServerStatus(params: McpServerStatusUpdatedNotification): AgentInput[] {
  if (params.status !== "failed") return [];
  const why = textOrNull(params.error) ?? "it gave no reason";
  return notice("warning", `The MCP server ${text(params.name, "name")} did not start: ${why}`);
}

export function modelRerouted(params: ModelReroutedNotification): AgentInput[] {
  const { fromModel, toModel, reason } = params;
  return notice(
    "warning",
    `${text(toModel, "toModel")} answers in place of ${text(fromModel, "fromModel")} (${reason}).`,
  );
}

/** A reviewer that is no person decides some requests; people hear of its refusals. */
export function autoReview(params: ItemGuardianApprovalReviewCompletedNotification): AgentInput[] {
  const { status, rationale } = params.review;
  if (status === "approved") return [];
  return notice(
    "warning",
    `The automatic review said ${status}: ${rationale ?? "no reason given"}`,
  );
}
