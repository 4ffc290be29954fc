import type { OutboxEntry } from "@orbitdock/core";
import type {
  ApprovalRecord,
  Message,
  SessionChange,
  SessionState,
  SessionSummary,
  StoreStatus,
} from "@orbitdock/protocol";

/** A session without its transcript: what its row in `sessions` holds. */
export type SessionFacts = Omit<SessionState, "messages" | "has_earlier">;

/** How far the lines of one life of an agent's process have been handled. */
export interface AgentOffset {
  agent: string;
  instance: string;
  offset: number;
}

/** A command that was applied, so that a repeat of it is acknowledged and not applied again. */
export interface AppliedCommand {
  command_id: string;
  session_id: string | null;
}

/**
 * One step of one session, or of the server, written whole or not at all. Steps are committed in the
 * order they were appended; a batch of them is one transaction.
 */
export interface StoreStep {
  /** RFC 3339 UTC. */
  at: string;
  session?: {
    id: string;
    /** The session's revision after these changes. */
    revision: number;
    /** The session after these changes; only the newest of a batch is written. */
    facts: SessionFacts;
    summary: SessionSummary;
    changes: readonly SessionChange[];
  };
  effects?: readonly OutboxEntry[];
  /** Ids of effects that the agent-host has taken: they leave the outbox. */
  effects_done?: readonly string[];
  /** The agent's line that caused this. */
  heard?: AgentOffset;
  command?: AppliedCommand;
  deleted_approval_id?: string;
}

/** What the server needs before it can serve; transcripts are loaded when they are looked at. */
export interface Restored {
  sessions: { summary: SessionSummary; revision: number }[];
  offsets: AgentOffset[];
  outbox: OutboxEntry[];
  commands: AppliedCommand[];
}

export interface LoadedSession {
  facts: SessionFacts;
  revision: number;
  /** The newest, oldest first. */
  messages: Message[];
  has_earlier: boolean;
}

/** Says whether what was appended is on disk, or waits in memory because the disk will not take it. */
export type Durability = "durable" | "degraded";

/** The database behind its worker. Nothing here blocks the event loop. */
export interface Store {
  /** Adds a step to the next batch: 50 steps or 100 ms, whichever is first. Never throws. */
  append(step: StoreStep): void;
  /** Writes what was appended so far at once; resolves when it is on disk or known to have to wait. */
  durable(): Promise<Durability>;
  /** @throws StoreError when the database cannot be read, or only this session cannot. Null when there is no such session. */
  load(sessionId: string, messageLimit: number): Promise<LoadedSession | null>;
  /** Messages before the given one (or the newest), oldest first. */
  listMessages(
    sessionId: string,
    before: string | null,
    limit: number,
  ): Promise<{ messages: Message[]; has_earlier: boolean }>;
  getMessage(sessionId: string, messageId: string): Promise<Message | null>;
  /** Newest first. */
  listApprovals(sessionId: string | null, limit: number): Promise<ApprovalRecord[]>;
  /** Directories of sessions, last used first. */
  recentDirectories(limit: number): Promise<{ path: string; last_used_at: string }[]>;
  readonly status: StoreStatus;
  /** Called when `status` changes in kind, and at most once a second while `unsaved` grows. */
  onStatus(listener: (status: StoreStatus) => void): () => void;
  /** Called after each commit with the newest offset of each agent in it. */
  onCommitted(listener: (offsets: AgentOffset[]) => void): () => void;
  /** Writes what is left (for at most `timeoutMs`) and closes. */
  close(timeoutMs: number): Promise<void>;
}

export class StoreError extends Error {
  override name = "StoreError";
}

/** What was asked for cannot be read, and will not be; all else can. */
export class UnreadableError extends StoreError {
  override name = "UnreadableError";
}
