import type { ApprovalRequest, Decision, Question } from "@orbitdock/protocol";
import type { KeyAction } from "../keys/key-table.ts";

/** What is asked, in two words. */
export function titleOf(request: ApprovalRequest): string {
  if (request.type === "patch") return "Allow edit";
  if (request.type === "question")
    return (request.questions?.length ?? 0) > 1 ? "Questions" : "Question";
  const tool = request.tool_name ?? "Bash";
  if (tool === "Bash") return "Allow command";
  if (tool === "Network") return "Allow network access";
  return tool.startsWith("mcp__") ? "Allow tool" : `Allow ${tool}`;
}

/** The words and the key of each decision, and what it means where that is not plain. */
export const decisions: Record<Decision, { label: string; action: KeyAction; hint: string }> = {
  approved: { label: "Allow", action: "allow", hint: "Allow this once" },
  approved_for_session: {
    label: "Session",
    action: "allowSession",
    hint: "Allow the same for the rest of this session",
  },
  approved_always: {
    label: "Always",
    action: "allowAlways",
    hint: "Allow from now on, in every session: a rule is written",
  },
  denied: { label: "Deny", action: "deny", hint: "Say no; the agent goes on without it" },
  abort: { label: "Stop", action: "stop", hint: "Say no and end the turn" },
};

/** The questions of a request; one is made of its text where it has no list. */
export function questionsOf(request: ApprovalRequest): readonly Question[] {
  if (request.questions && request.questions.length > 0) return request.questions;
  const question = request.question ?? "";
  return [{ id: "answer", header: "", question, options: [], allow_other: true }];
}
