import type {
  Answers,
  ApprovalPolicy,
  ApprovalRequest,
  Decision,
  LastError,
  MessageStatus,
  MessageType,
  NoticeKind,
  Plan,
  SandboxMode,
  TokenUsage,
  TurnOutcome,
} from "@orbitdock/protocol";

/**
 * What agents say, in words that no provider owns. A connector turns an agent's own events into
 * these; `native_id` is the agent's id for an item, a turn or a request.
 */
export type AgentInput =
  /** The thread exists and can take turns. Absent fields mean that the agent did not say. */
  | {
      type: "agent_ready";
      thread_id: string;
      model?: string;
      effort?: string | null;
      approval_policy?: ApprovalPolicy;
      sandbox_mode?: SandboxMode;
      transcript_path?: string | null;
      git_branch?: string | null;
    }
  /** The thread could not be started or resumed. */
  | { type: "agent_failed"; error: AgentError }
  /** The agent's process is gone. */
  | { type: "agent_stopped"; error: AgentError | null }
  | { type: "turn_started"; native_id: string }
  | { type: "turn_ended"; native_id: string | null; outcome: TurnOutcome; error?: AgentError }
  /** A request of ours that could not be carried out, e.g. a turn that would not start. */
  | {
      type: "request_failed";
      request: "turn_start" | "turn_steer" | "other";
      error: AgentError;
      message_id?: string;
    }
  | ({ type: "item_started"; native_id: string } & ItemFacts)
  /** More of an item's text, in the order it was said. An item never seen before is begun by it. */
  | {
      type: "item_delta";
      native_id: string;
      field: "content" | "tool_output";
      text: string;
      /** What the item is, should this be the first that is heard of it. */
      message_type: MessageType;
    }
  /** The item as it ended; also the first that is heard of items that are never announced. */
  | ({ type: "item_completed"; native_id: string; status?: MessageStatus } & ItemFacts)
  /** The stream broke and the item will be said again under another id: what came of it is cut off. */
  | { type: "items_abandoned" }
  | { type: "approval_asked"; request: AgentRequest }
  /** The agent no longer waits: answered elsewhere, or its turn is over. */
  | { type: "approval_withdrawn"; native_id: string }
  | { type: "usage"; usage: TokenUsage }
  | { type: "plan"; plan: Plan | null }
  | { type: "diff"; diff: string | null }
  | {
      type: "settings";
      model?: string;
      effort?: string | null;
      approval_policy?: ApprovalPolicy;
      sandbox_mode?: SandboxMode;
    }
  | { type: "renamed"; name: string | null }
  | { type: "notice"; kind: NoticeKind; text: string; native_id?: string }
  /** An event this version does not know: kept and counted. */
  | { type: "unknown_event"; name: string; event: string };

/** An agent's or connector's error, for a person. */
export type AgentError = Pick<LastError, "message" | "hint">;

/** What is known of an item. Absent means not said; `content` and `tool_output` replace. */
export interface ItemFacts {
  message_type: MessageType;
  content?: string;
  tool_name?: string;
  /** JSON text of an object. */
  tool_input?: string;
  tool_output?: string;
  is_error?: boolean;
  duration_ms?: number;
  /** For a user's message: the id we gave it when we sent it. */
  message_id?: string;
}

/** A request as a connector sees it; core adds ids, times and risk. */
export type AgentRequest = Omit<
  ApprovalRequest,
  "id" | "session_id" | "requested_at" | "risk" | "risk_reasons" | "risk_spans" | "message_id"
> & {
  /** The native id of the item that the request is about. */
  item_native_id?: string;
};

/** What people say. `by` names the client for the history of decisions. */
export type UserInput =
  | { type: "send_message"; content: string; model?: string; effort?: string }
  | { type: "steer"; content: string }
  | {
      type: "decide_approval";
      approval_id: string;
      decision: Decision;
      message?: string;
      by: string;
    }
  | { type: "answer_question"; approval_id: string; answer?: string; answers?: Answers; by: string }
  | { type: "interrupt" }
  | { type: "end"; reason: string }
  | { type: "resume" }
  | {
      type: "configure";
      approval_policy?: ApprovalPolicy;
      sandbox_mode?: SandboxMode;
      model?: string;
      effort?: string;
    }
  | { type: "rename"; name: string | null }
  | { type: "compact" }
  | { type: "remove_queued"; queued_id: string };

/** What the shell itself says: a session begins, comes back from the store, or a timer ran out. */
export type ShellInput =
  | { type: "create"; prompt?: string }
  | { type: "fork"; source_thread_id: string; source_turn_id: string | null }
  | { type: "restored" }
  | { type: "timer_fired"; timer: TimerName }
  /** Handling an input threw: the turn is over, the session stays. */
  | { type: "handling_failed"; error: string };

/** Timers an actor keeps for its session, at most one of each name. */
export type TimerName = "start" | "interrupt";

export type Input = AgentInput | UserInput | ShellInput;
