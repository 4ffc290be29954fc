import type { ApprovalRequest, SessionSummary } from "@orbitdock/protocol";

const start = Date.parse("2026-01-31T12:00:00.000Z");

/** When the pictures are taken: the moment the page was opened. */
const now = Date.now();

export function ago(seconds: number): string {
  return new Date(now - seconds * 1000).toISOString();
}

export function fakeSession(id: string, changes: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id,
    provider: "codex",
    project_path: "/home/ada/code/web",
    project_name: "web",
    transcript_path: null,
    model: "gpt-5.5",
    custom_name: null,
    status: "active",
    work_status: "waiting",
    has_pending_approval: false,
    started_at: new Date(start).toISOString(),
    last_activity_at: ago(60),
    integration_mode: "direct",
    agent_status: "running",
    thread_id: null,
    effort: "high",
    git_branch: null,
    title: null,
    status_since: ago(60),
    last_error: null,
    ended_reason: null,
    forked_from: null,
    pending_approval: null,
    pending_count: 0,
    token_usage: {
      input_tokens: 0,
      output_tokens: 0,
      cached_tokens: 0,
      context_window: 272_000,
      context_tokens: 60_000,
    },
    current_tool: null,
    last_line: null,
    queued: 0,
    ...changes,
  };
}

export function fakeApproval(changes: Partial<ApprovalRequest>): ApprovalRequest {
  return {
    id: `request ${changes.command ?? changes.question ?? changes.file_path}`,
    session_id: "s",
    type: "exec",
    command: null,
    file_path: null,
    diff: null,
    question: null,
    native_id: "1",
    native_kind: "item/commandExecution/requestApproval",
    risk: "normal",
    risk_reasons: [],
    options: ["approved", "approved_for_session", "approved_always", "denied", "abort"],
    requested_at: ago(12),
    ...changes,
  };
}

/** A session that asks. */
export function asking(
  id: string,
  request: Partial<ApprovalRequest>,
  changes: Partial<SessionSummary>,
): SessionSummary {
  const pending = fakeApproval({ session_id: id, ...request });
  return fakeSession(id, {
    work_status: request.type === "question" ? "question" : "permission",
    has_pending_approval: true,
    pending_approval: pending,
    pending_count: 1,
    status_since: pending.requested_at,
    ...changes,
  });
}
