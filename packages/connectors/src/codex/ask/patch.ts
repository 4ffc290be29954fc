import type { AgentRequest } from "@orbitdock/core";
import type { Decision } from "@orbitdock/protocol";
import type {
  FileChangeApprovalDecision,
  FileChangeRequestApprovalParams,
  FileChangeRequestApprovalResponse,
  FileUpdateChange,
} from "../generated/protocol.ts";
import { fileChangeFacts } from "../map/tool-items.ts";
import { itemId } from "../map/items.ts";
import { text, textOrNull } from "../read.ts";
import type { NativeId } from "../wire.ts";
import { blank, decisionOf, type Answer } from "./asking.ts";

/**
 * `item/fileChange/requestApproval`. The request itself does not say what would change: its item
 * did, just before.
 * @param changes the item's changes; undefined where the item was heard before a restart
 */
export function askPatch(
  params: FileChangeRequestApprovalParams,
  id: NativeId,
  method: string,
  changes: FileUpdateChange[] | undefined,
): AgentRequest {
  const { grantRoot } = params;
  return {
    ...blank("patch", id, method),
    file_path: changes?.[0]?.path ?? null,
    diff: changes ? wholeDiff(changes) : null,
    item_native_id: itemId(params.turnId, params.itemId),
    tool_name: "Edit",
    tool_input: (changes && fileChangeFacts(changes).tool_input) ?? null,
    reason:
      textOrNull(params.reason) ??
      (grantRoot ? `Codex asks to write under ${grantRoot} from now on.` : null),
    options: ["approved", "approved_for_session", "denied", "abort"],
    native: { thread_id: text(params.threadId, "threadId"), turn_id: params.turnId },
  };
}

/** One unified diff of all changes. An added or deleted file's "diff" is its bare text (0.169). */
export function wholeDiff(changes: FileUpdateChange[]): string {
  return changes
    .map(({ path, kind, diff }) => {
      const from = kind.type === "add" ? "/dev/null" : side("a", path);
      const target = kind.type === "update" && kind.move_path ? kind.move_path : path;
      const to = kind.type === "delete" ? "/dev/null" : side("b", target);
      const hunks = kind.type === "update" ? diff : wholeFile(diff, kind.type);
      return `--- ${from}\n+++ ${to}\n${hunks}${hunks.endsWith("\n") || hunks === "" ? "" : "\n"}`;
    })
    .join("");
}

/** Codex names files by their absolute path (0.169). */
function side(name: "a" | "b", path: string): string {
  return path.startsWith("/") ? `${name}${path}` : `${name}/${path}`;
}

function wholeFile(content: string, kind: "add" | "delete"): string {
  if (content === "" || content.startsWith("@@ ")) return content;
  const lines = content.replace(/\n$/, "").split("\n");
  const sign = kind === "add" ? "+" : "-";
  const range = kind === "add" ? `-0,0 +1,${lines.length}` : `-1,${lines.length} +0,0`;
  return `@@ ${range} @@\n${lines.map((line) => `${sign}${line}\n`).join("")}`;
}

const decisions: Record<Decision, FileChangeApprovalDecision> = {
  approved: "accept",
  approved_for_session: "acceptForSession",
  approved_always: "acceptForSession",
  denied: "decline",
  abort: "cancel",
};

export const answerPatch: Answer = (_request, answer) => {
  const result: FileChangeRequestApprovalResponse = { decision: decisions[decisionOf(answer)] };
  return { result };
};
