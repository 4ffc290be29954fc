import type { CommandMessage } from "@orbitdock/client";
import type {
  ApprovalPolicy,
  ApprovalRecord,
  Model,
  QueuedMessage,
  SandboxMode,
} from "@orbitdock/protocol";

/** What a person can change of how an agent works. */
export interface SessionConfig {
  approval_policy?: ApprovalPolicy;
  sandbox_mode?: SandboxMode;
  model?: string;
  effort?: string;
}

/** A command that the server did not take, and how to say it again. */
export interface FailedCommand {
  what: string;
  message: string;
  retry(): void;
}

/** A message on its way: the server has not said yet that it has it. */
export interface Outgoing {
  id: string;
  content: string;
  steer: boolean;
  error: string | null;
}

/** All that a session's view can have done. */
export interface SessionActions {
  send(content: string): void;
  steer(content: string): void;
  interrupt(): void;
  end(): void;
  resume(): void;
  rename(name: string): void;
  fork(): void;
  compact(): void;
  configure(config: SessionConfig): void;
  removeQueued(message: QueuedMessage): void;
  retrySend(id: string): void;
  discard(id: string): void;
  loadEarlier(): void;
  loadWhole(messageId: string): Promise<void>;
  listApprovals(): Promise<readonly ApprovalRecord[]>;
  listModels(): Promise<readonly Model[]>;
  dismissError(): void;
}

/** Words for a command that failed. */
export const commandWords: Record<CommandMessage["type"], string> = {
  send_message: "The message was not sent",
  steer_session: "The message was not sent",
  approve_tool: "The decision was not taken",
  answer_question: "The answer was not taken",
  interrupt_session: "It was not interrupted",
  end_session: "It was not ended",
  resume_session: "It was not resumed",
  update_session_config: "The settings were not changed",
  rename_session: "It was not renamed",
  compact_session: "It was not compacted",
  remove_queued: "The message stays in the queue",
  create_session: "It was not created",
  fork_session: "It was not forked",
};
