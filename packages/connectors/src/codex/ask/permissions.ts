import type { AgentRequest } from "@orbitdock/core";
import type {
  PermissionsRequestApprovalParams,
  PermissionsRequestApprovalResponse,
  RequestPermissionProfile,
} from "../generated/protocol.ts";
import { itemId } from "../map/items.ts";
import { text, textOrNull, texts } from "../read.ts";
import { isFields, type NativeId } from "../wire.ts";
import { blank, decisionOf, kept, type Answer } from "./asking.ts";

/** `item/permissions/requestApproval`: the agent asks to reach more than its sandbox lets it. */
export function askPermissions(
  params: PermissionsRequestApprovalParams,
  id: NativeId,
  method: string,
): AgentRequest {
  const { permissions } = params;
  return {
    ...blank("exec", id, method),
    command: `Permission for ${wishes(permissions).join("; ") || "more than the sandbox allows"}`,
    item_native_id: itemId(params.turnId, params.itemId),
    tool_name: "Permissions",
    tool_input: JSON.stringify(isFields(permissions) ? permissions : {}),
    cwd: textOrNull(params.cwd),
    reason: textOrNull(params.reason),
    options: ["approved", "approved_for_session", "denied", "abort"],
    native: {
      thread_id: text(params.threadId, "threadId"),
      turn_id: params.turnId,
      permissions,
    },
  };
}

function wishes({ network, fileSystem }: RequestPermissionProfile): string[] {
  const read = texts(fileSystem?.read);
  const write = texts(fileSystem?.write);
  const entries = fileSystem?.entries?.length ?? 0;
  return [
    ...(network?.enabled ? ["network access"] : []),
    ...(read.length > 0 ? [`reading ${read.join(", ")}`] : []),
    ...(write.length > 0 ? [`writing ${write.join(", ")}`] : []),
    ...(entries > 0 && read.length + write.length === 0 ? [`${entries} paths`] : []),
  ];
}

/** Granting nothing is how it is refused (0.169); to stop, the turn is interrupted as well. */
export const answerPermissions: Answer = (request, answer) => {
  const decision = decisionOf(answer);
  const refused = decision === "denied" || decision === "abort";
  const asked = kept(request)["permissions"];
  const result: PermissionsRequestApprovalResponse = {
    permissions: refused ? {} : granted(asked),
    scope:
      decision === "approved_for_session" || decision === "approved_always" ? "session" : "turn",
  };
  return { result, interrupt: decision === "abort" };
};

/** What was asked, without the nulls that a grant does not take. */
function granted(asked: unknown): PermissionsRequestApprovalResponse["permissions"] {
  if (!isFields(asked)) return {};
  const wanted = Object.entries(asked).filter(([, value]) => value !== null);
  return Object.fromEntries(wanted);
}
