import type { ApprovalRequest } from "./approval.ts";
import { limits } from "./limits.ts";
import type { Message } from "./message.ts";
import type { SessionState, SessionSummary } from "./session.ts";

/** A session as a subscriber first gets it: the newest messages, long finished texts cut. */
export function snapshotOf(state: SessionState): SessionState {
  const messages = pageOf(state.messages.slice(-limits.snapshotMessages));
  return {
    ...state,
    messages,
    has_earlier: state.has_earlier || messages.length < state.messages.length,
  };
}

/** The newest of these messages that go into one frame together, each cut; one at the least. */
export function pageOf(messages: readonly Message[]): Message[] {
  const cut = messages.map(cutMessage);
  let room: number = limits.pageText;
  const oversized = cut.findLastIndex((message) => {
    room -= textLength(message);
    return room < 0;
  });
  return cut.slice(Math.min(oversized + 1, cut.length - 1));
}

function textLength({ content, tool_input, tool_output }: Message): number {
  return content.length + (tool_input?.length ?? 0) + (tool_output?.length ?? 0);
}

/** Cuts the texts of a finished message to the snapshot's bound; one still growing stays whole. */
export function cutMessage(message: Message): Message {
  if (message.status === "streaming") return message;
  const { snapshotText } = limits;
  const { content, tool_input: input, tool_output: output } = message;
  const cut = (["content", "tool_input", "tool_output"] as const).filter(
    (field) => (message[field]?.length ?? 0) > snapshotText,
  );
  if (cut.length === 0) return message;
  return {
    ...message,
    content: cutText(content, snapshotText),
    // Cut JSON is no JSON: a long input is left out and read whole when it is looked at.
    tool_input: cut.includes("tool_input") ? "{}" : input,
    tool_output: output === null ? null : cutText(output, snapshotText),
    truncated: true,
    truncated_fields: [...new Set([...(message.truncated_fields ?? []), ...cut])],
  };
}

/** A session as the fleet shows it. */
export function summaryOf(state: SessionState): SessionSummary {
  return {
    id: state.id,
    provider: state.provider,
    project_path: state.project_path,
    project_name: state.project_name,
    transcript_path: state.transcript_path ?? null,
    model: state.model,
    custom_name: state.custom_name ?? null,
    status: state.status,
    work_status: state.work_status,
    has_pending_approval: state.has_pending_approval,
    codex_integration_mode: state.codex_integration_mode ?? null,
    approval_policy: state.approval_policy ?? null,
    sandbox_mode: state.sandbox_mode ?? null,
    started_at: state.started_at,
    last_activity_at: state.last_activity_at,
    integration_mode: state.integration_mode,
    agent_status: state.agent_status,
    thread_id: state.thread_id,
    effort: state.effort,
    git_branch: state.git_branch,
    title: state.title,
    status_since: state.status_since,
    last_error: state.last_error,
    ended_reason: state.ended_reason,
    forked_from: state.forked_from,
    pending_approval: state.pending_approval && cutApproval(state.pending_approval),
    pending_count: state.pending_approvals.length,
    token_usage: state.token_usage,
    current_tool: currentTool(state),
    last_line: lastLine(state.messages),
    queued: state.queue.length,
  };
}

function cutApproval(request: ApprovalRequest): ApprovalRequest {
  const cut = (text: string | null) => text && cutText(text, limits.summaryText);
  const { native: _native, tool_input: _input, ...rest } = request;
  return {
    ...rest,
    command: cut(request.command),
    diff: cut(request.diff),
    question: cut(request.question),
  };
}

function currentTool(state: SessionState): SessionSummary["current_tool"] {
  if (state.turn === null) return null;
  for (let index = state.messages.length - 1; index >= 0; index--) {
    const message = state.messages[index];
    if (message === undefined || message.turn !== state.turn.number) return null;
    if (message.message_type === "tool" && message.status === "streaming")
      return { name: message.tool_name ?? "Tool", argument: firstLine(message.content) };
  }
  return null;
}

/** How far back `lastLine` looks: a run of tool calls longer than this shows no line. */
const lastLineReach = 40;

function lastLine(messages: readonly Message[]): string | null {
  const from = Math.max(0, messages.length - lastLineReach);
  for (let index = messages.length - 1; index >= from; index--) {
    const message = messages[index];
    if (message?.message_type !== "assistant") continue;
    const line = tailLine(message.content);
    if (line !== null) return line;
  }
  return null;
}

/** The last line with something on it; looks at the end of the text only. */
function tailLine(text: string): string | null {
  const lines = text.slice(-4 * limits.lastLine).split("\n");
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.trim();
    if (line) return cutText(line, limits.lastLine);
  }
  return null;
}

function firstLine(text: string): string {
  return cutText(text.slice(0, 4 * limits.lastLine).split("\n", 1)[0] ?? "", limits.lastLine);
}

/** The first `length` code units, without leaving half of a surrogate pair at the end. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
