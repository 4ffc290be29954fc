import type { AgentRequest } from "@orbitdock/core";
import type { Decision } from "@orbitdock/protocol";
import type {
  ApplyPatchApprovalParams,
  ApplyPatchApprovalResponse,
  ExecCommandApprovalParams,
  FileUpdateChange,
  ReviewDecision,
} from "../generated/protocol.ts";
import { text, textOrNull, texts } from "../read.ts";
import type { NativeId } from "../wire.ts";
import { blank, decisionOf, type Answer } from "./asking.ts";
import { wholeDiff } from "./patch.ts";

const options: Decision[] = ["approved", "approved_for_session", "denied", "abort"];

/** `execCommandApproval`, of Codex' older protocol. */
export function askOldCommand(
  params: ExecCommandApprovalParams,
  id: NativeId,
  method: string,
): AgentRequest {
  const words = texts(params.command);
  const [shell = "", flag = "", script] = words;
  const wrapped = words.length === 3 && script !== undefined && /^-l?c$/.test(flag);
  const command = wrapped && shell.endsWith("sh") ? script : words.join(" ");
  return {
    ...blank("exec", id, method),
    command,
    tool_name: "Bash",
    tool_input: JSON.stringify({ command, cwd: params.cwd }),
    cwd: textOrNull(params.cwd),
    reason: textOrNull(params.reason),
    options,
    native: { thread_id: text(params.conversationId, "conversationId") },
  };
}

/** `applyPatchApproval`, of Codex' older protocol. */
export function askOldPatch(
  params: ApplyPatchApprovalParams,
  id: NativeId,
  method: string,
): AgentRequest {
  const changes = Object.entries(params.fileChanges).flatMap(
    ([path, change]): FileUpdateChange[] => {
      if (change === undefined) return [];
      if (change.type === "update")
        return [
          {
            path,
            kind: { type: "update", move_path: change.move_path },
            diff: change.unified_diff,
          },
        ];
      return [{ path, kind: { type: change.type }, diff: change.content }];
    },
  );
  return {
    ...blank("patch", id, method),
    file_path: changes[0]?.path ?? null,
    diff: wholeDiff(changes),
    tool_name: "Edit",
    tool_input: JSON.stringify({ changes }),
    reason: textOrNull(params.reason),
    options,
    native: { thread_id: text(params.conversationId, "conversationId") },
  };
}

export const answerOld: Answer = (_request, answer) => {
  const result: ApplyPatchApprovalResponse = { decision: reviewDecision(answer) };
  return { result };
};

function reviewDecision(answer: Parameters<Answer>[1]): ReviewDecision {
  switch (decisionOf(answer)) {
    case "approved":
      return "approved";
    case "approved_for_session":
    case "approved_always":
      return "approved_for_session";
    case "denied": {
      const reason = answer.type === "decision" ? answer.message : undefined;
      return { denied: { rejection: reason ?? "The person declined." } };
    }
    case "abort":
      return "abort";
  }
}
