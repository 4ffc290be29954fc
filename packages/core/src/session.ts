import type {
  ApprovalPolicy,
  IntegrationMode,
  Provider,
  SandboxMode,
  SessionState,
} from "@orbitdock/protocol";

/** What a session is made with. */
export interface SessionFounding {
  id: string;
  provider: Provider;
  project_path: string;
  project_name: string;
  integration_mode: IntegrationMode;
  model: string | null;
  effort: string | null;
  approval_policy: ApprovalPolicy | null;
  sandbox_mode: SandboxMode | null;
  custom_name: string | null;
  git_branch: string | null;
  forked_from: string | null;
  /** RFC 3339 UTC. */
  now: string;
}

/** A session before its first input. */
export function newSession(founding: SessionFounding): SessionState {
  const { now, ...facts } = founding;
  return {
    ...facts,
    // Older clients say it; codex no longer knows it.
    approval_policy:
      founding.approval_policy === "on-failure" ? "on-request" : founding.approval_policy,
    codex_integration_mode: founding.provider === "codex" ? founding.integration_mode : null,
    transcript_path: null,
    status: "active",
    work_status: "waiting",
    agent_status: "starting",
    has_pending_approval: false,
    started_at: now,
    last_activity_at: now,
    status_since: now,
    thread_id: null,
    title: null,
    last_error: null,
    ended_reason: null,
    messages: [],
    has_earlier: false,
    pending_approval: null,
    pending_approvals: [],
    token_usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0, context_window: 0 },
    current_diff: null,
    current_plan: null,
    turn: null,
    turns: [],
    queue: [],
    unknown_events: {},
  };
}
