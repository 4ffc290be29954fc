import { apply, summaryOf } from "@orbitdock/protocol";
import type { ApprovalRequest, Message, SessionChange, SessionState } from "@orbitdock/protocol";
import type { StoreStep } from "../store.ts";

export const sampleTime = "2026-01-31T12:00:00.000Z";

export function sampleState(id: string, path = "/home/ada/engine"): SessionState {
  return {
    id,
    provider: "codex",
    project_path: path,
    project_name: "engine",
    transcript_path: null,
    model: "gpt-test",
    custom_name: null,
    status: "active",
    work_status: "waiting",
    has_pending_approval: false,
    codex_integration_mode: "direct",
    approval_policy: null,
    sandbox_mode: null,
    started_at: sampleTime,
    last_activity_at: sampleTime,
    integration_mode: "direct",
    agent_status: "running",
    thread_id: null,
    effort: null,
    git_branch: null,
    title: null,
    status_since: sampleTime,
    last_error: null,
    ended_reason: null,
    forked_from: null,
    messages: [],
    pending_approval: null,
    pending_approvals: [],
    token_usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0, context_window: 0 },
    current_diff: null,
    current_plan: null,
    turn: null,
    turns: [],
    queue: [],
    has_earlier: false,
    unknown_events: {},
  };
}

export function sampleMessage(session_id: string, id: string, content = ""): Message {
  return {
    id,
    session_id,
    message_type: "assistant",
    content,
    tool_name: null,
    tool_input: null,
    tool_output: null,
    is_error: false,
    timestamp: sampleTime,
    duration_ms: null,
    status: "streaming",
  };
}

export function sampleApproval(session_id: string, id: string): ApprovalRequest {
  return {
    id,
    session_id,
    type: "exec",
    command: "rm -rf build",
    file_path: null,
    diff: null,
    question: null,
    native_id: `native-${id}`,
    native_kind: "item/commandExecution/requestApproval",
    risk: "high",
    risk_reasons: ["removes files"],
    options: ["approved", "denied"],
    requested_at: sampleTime,
  };
}

export function appendText(message_id: string, offset: number, text: string): SessionChange {
  return { type: "message_updated", message_id, changes: { content_append: { offset, text } } };
}

/** A session as its actor holds it: folds changes and gives the steps to store. */
export class SampleSession {
  state: SessionState;
  revision = 0;

  constructor(id: string, path?: string) {
    this.state = sampleState(id, path);
  }

  get id(): string {
    return this.state.id;
  }

  step(...changes: SessionChange[]): StoreStep {
    for (const change of changes) this.state = apply(this.state, change);
    this.revision += changes.length;
    const { messages: _messages, has_earlier: _earlier, ...facts } = this.state;
    const summary = summaryOf(this.state);
    return {
      at: sampleTime,
      session: { id: this.id, revision: this.revision, facts, summary, changes },
    };
  }
}
