import type { ApprovalRequest, Message, SessionState } from "@orbitdock/protocol";

/** RFC 3339 of a clock's milliseconds. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** A session as it is when it begins. */
export function newSession(
  id: string,
  at: string,
  facts: Partial<SessionState> = {},
): SessionState {
  return {
    id,
    provider: "codex",
    project_path: "/project",
    project_name: "project",
    transcript_path: null,
    model: "gpt",
    custom_name: null,
    status: "active",
    work_status: "waiting",
    has_pending_approval: false,
    codex_integration_mode: "direct",
    approval_policy: "on-request",
    sandbox_mode: "workspace-write",
    started_at: at,
    last_activity_at: at,
    messages: [],
    pending_approval: null,
    token_usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0, context_window: 200_000 },
    current_diff: null,
    current_plan: null,
    integration_mode: "direct",
    agent_status: "running",
    thread_id: null,
    effort: null,
    git_branch: null,
    title: null,
    status_since: at,
    last_error: null,
    ended_reason: null,
    forked_from: null,
    pending_approvals: [],
    turn: null,
    turns: [],
    queue: [],
    has_earlier: false,
    unknown_events: {},
    ...facts,
  };
}

export function newMessage(
  sessionId: string,
  id: string,
  at: string,
  facts: Partial<Message> = {},
): Message {
  return {
    id,
    session_id: sessionId,
    message_type: "assistant",
    content: "",
    tool_name: null,
    tool_input: null,
    tool_output: null,
    is_error: false,
    timestamp: at,
    duration_ms: null,
    ...facts,
  };
}

export function newApproval(sessionId: string, id: string, at: string): ApprovalRequest {
  return {
    id,
    session_id: sessionId,
    type: "exec",
    command: "npm test",
    file_path: null,
    diff: null,
    question: null,
    native_id: `native-${id}`,
    native_kind: "item/commandExecution/requestApproval",
    risk: "normal",
    risk_reasons: [],
    options: ["approved", "denied"],
    requested_at: at,
  };
}
