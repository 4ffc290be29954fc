import type { AgentRequest } from "@orbitdock/core";
import type { Decision } from "@orbitdock/protocol";
import type {
  CommandExecutionApprovalDecision,
  CommandExecutionRequestApprovalParams,
  CommandExecutionRequestApprovalResponse,
} from "../generated/protocol.ts";
import { unwrapCommand } from "../map/command-line.ts";
import { itemId } from "../map/items.ts";
import { text, textOrNull, texts } from "../read.ts";
import { isFields, type NativeId } from "../wire.ts";
import { blank, decisionOf, kept, type Answer } from "./asking.ts";

/**
 * `item/commandExecution/requestApproval`. Codex lists `accept`, the amendments and `cancel`; it
 * takes `acceptForSession` and `decline` unlisted, too (0.169).
 */
export function askCommand(
  params: CommandExecutionRequestApprovalParams,
  id: NativeId,
  method: string,
): AgentRequest {
  const { cwd, reason, networkApprovalContext: network, additionalPermissions } = params;
  const amendment = texts(params.proposedExecpolicyAmendment);
  const host = hostAmendment(params.availableDecisions ?? []);
  const command = textOrNull(params.command);
  const shown = command === null ? null : unwrapCommand(command);
  const always = amendment.length > 0 || host !== null;
  return {
    ...blank("exec", id, method),
    command: shown ?? (network ? `${network.protocol}://${network.host}` : null),
    item_native_id: itemId(params.turnId, params.itemId),
    tool_name: network ? "Network" : "Bash",
    tool_input: JSON.stringify({
      ...(shown === null ? {} : { command: shown }),
      ...(cwd ? { cwd } : {}),
      ...(network ? { network } : {}),
      ...(additionalPermissions ? { additional_permissions: additionalPermissions } : {}),
    }),
    cwd: textOrNull(cwd),
    reason: textOrNull(reason),
    ...(amendment.length > 0 ? { proposed_amendment: amendment } : {}),
    options: options(always),
    native: {
      thread_id: text(params.threadId, "threadId"),
      turn_id: params.turnId,
      ...(amendment.length > 0 ? { amendment } : {}),
      ...(host === null ? {} : { host }),
    },
  };
}

function options(always: boolean): Decision[] {
  return [
    "approved",
    "approved_for_session",
    ...(always ? (["approved_always"] as const) : []),
    "denied",
    "abort",
  ];
}

function hostAmendment(offered: CommandExecutionApprovalDecision[]): unknown {
  for (const decision of offered) {
    if (typeof decision === "string" || !("applyNetworkPolicyAmendment" in decision)) continue;
    const { network_policy_amendment: amendment } = decision.applyNetworkPolicyAmendment;
    if (amendment.action === "allow") return amendment;
  }
  return null;
}

export const answerCommand: Answer = (request, answer) => {
  const { amendment, host } = kept(request);
  const result: CommandExecutionRequestApprovalResponse = {
    decision: nativeDecision(decisionOf(answer), texts(amendment), host),
  };
  return { result };
};

function nativeDecision(
  decision: Decision,
  amendment: string[],
  host: unknown,
): CommandExecutionApprovalDecision {
  switch (decision) {
    case "approved":
      return "accept";
    case "approved_for_session":
      return "acceptForSession";
    case "approved_always":
      if (amendment.length > 0)
        return { acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } };
      if (isFields(host) && typeof host["host"] === "string")
        return {
          applyNetworkPolicyAmendment: {
            network_policy_amendment: { host: host["host"], action: "allow" },
          },
        };
      return "acceptForSession";
    case "denied":
      return "decline";
    case "abort":
      return "cancel";
  }
}
