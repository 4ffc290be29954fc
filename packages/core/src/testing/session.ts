import type { IntegrationMode, SessionChange, SessionState } from "@orbitdock/protocol";
import type { Context, Decided } from "../context.ts";
import { decide } from "../decide.ts";
import type { Effect } from "../effect.ts";
import type { AgentRequest, Input } from "../input.ts";
import { newSession } from "../session.ts";

/** A session driven by hand, with a clock that moves 10 ms an input and ids that count up. */
export class DrivenSession {
  state: SessionState;
  readonly changes: SessionChange[] = [];
  readonly effects: Effect[] = [];
  #clock = Date.parse("2026-01-01T00:00:00.000Z");
  #ids = 0;

  constructor(integrationMode: IntegrationMode = "direct") {
    this.state = newSession({
      id: "s1",
      provider: "codex",
      project_path: "/project",
      project_name: "project",
      integration_mode: integrationMode,
      model: null,
      effort: null,
      approval_policy: "on-request",
      sandbox_mode: "workspace-write",
      custom_name: null,
      git_branch: null,
      forked_from: null,
      now: "2026-01-01T00:00:00.000Z",
    });
  }

  /** Takes inputs one by one; gives what the last one came to. */
  take(...inputs: Input[]): Decided {
    let decided: Decided | undefined;
    for (const input of inputs) {
      this.#clock += 10;
      const ctx: Context = {
        now: new Date(this.#clock).toISOString(),
        nextId: () => `id${++this.#ids}`,
      };
      decided = decide(this.state, input, ctx);
      this.state = decided.state;
      this.changes.push(...decided.changes);
      this.effects.push(...decided.effects);
    }
    if (!decided) throw new Error("no input given");
    return decided;
  }

  /** A session that someone runs in a terminal, in a turn. */
  static watched(): DrivenSession {
    const session = new DrivenSession("passive");
    session.take(
      { type: "agent_ready", thread_id: "t1" },
      { type: "turn_started", native_id: "turn1" },
      { type: "item_started", native_id: "item0", message_type: "user", content: "go" },
    );
    return session;
  }

  /** A session whose agent is there. */
  static ready(): DrivenSession {
    const session = new DrivenSession();
    session.take({ type: "create" }, { type: "agent_ready", thread_id: "t1" });
    return session;
  }

  /** A session in a turn that the agent has confirmed. */
  static working(): DrivenSession {
    const session = DrivenSession.ready();
    session.take(
      { type: "send_message", content: "go" },
      { type: "turn_started", native_id: "turn1" },
    );
    return session;
  }
}

export function execRequest(nativeId: string, facts: Partial<AgentRequest> = {}): AgentRequest {
  return {
    type: "exec",
    command: "ls",
    file_path: null,
    diff: null,
    question: null,
    native_id: nativeId,
    native_kind: "item/commandExecution/requestApproval",
    options: ["approved", "approved_for_session", "denied", "abort"],
    ...facts,
  };
}
