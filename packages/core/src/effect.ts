import type {
  Answers,
  ApprovalPolicy,
  ApprovalRequest,
  Decision,
  SandboxMode,
} from "@orbitdock/protocol";
import type { TimerName } from "./input.ts";

/** How a thread is to run; what is null is left to the agent's own configuration. */
export interface ThreadSettings {
  model: string | null;
  effort: string | null;
  approval_policy: ApprovalPolicy | null;
  sandbox_mode: SandboxMode | null;
}

/** What a connector is asked to tell its agent. Each is carried out exactly once. */
export type AgentEffect =
  | ({ type: "thread_start"; cwd: string } & ThreadSettings)
  | ({ type: "thread_resume"; thread_id: string; cwd: string } & ThreadSettings)
  | ({
      type: "thread_fork";
      source_thread_id: string;
      /** The last turn to keep; null keeps all. */
      source_turn_id: string | null;
      cwd: string;
    } & ThreadSettings)
  | ({
      type: "turn_start";
      thread_id: string;
      message_id: string;
      content: string;
    } & ThreadSettings)
  | { type: "turn_steer"; thread_id: string; turn_id: string; message_id: string; content: string }
  | { type: "turn_interrupt"; thread_id: string; turn_id: string }
  | {
      type: "approval_answer";
      thread_id: string;
      /** The turn that waits; null when the request belongs to none. */
      turn_id: string | null;
      request: ApprovalRequest;
      answer: ApprovalAnswer;
    }
  | ({ type: "thread_configure"; thread_id: string } & ThreadSettings)
  | { type: "thread_rename"; thread_id: string; name: string | null }
  | { type: "thread_compact"; thread_id: string }
  /** The session is over: the agent may forget the thread (its transcript stays). */
  | { type: "thread_end"; thread_id: string };

export type ApprovalAnswer =
  | { type: "decision"; decision: Decision; message?: string }
  | { type: "answers"; answers: Answers };

/** `after_ms` null stops the timer. Timers are not kept over a restart: `restored` sets them anew. */
export interface TimerEffect {
  type: "timer";
  timer: TimerName;
  after_ms: number | null;
}

export type Effect = AgentEffect | TimerEffect;

/** An effect for an agent with the id that makes carrying it out twice impossible. */
export interface OutboxEntry {
  id: string;
  session_id: string;
  effect: AgentEffect;
}
