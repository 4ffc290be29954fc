import type { SessionChange } from "@orbitdock/protocol";
import type { AgentOffset, AppliedCommand } from "./store.ts";

/** Why the database cannot be used now, in words for a person. */
export interface Problem {
  kind:
    | "full"
    | "readonly"
    | "corrupt"
    | "missing"
    | "busy"
    | "held"
    | "newer"
    | "foreign"
    | "slow"
    | "crashed"
    /** One row cannot be read; the database is sound. */
    | "row"
    | "other";
  problem: string;
  hint: string;
}

/** JSON is made on the server's thread, once: the worker writes these texts as they are. */
export interface SessionRow {
  id: string;
  revision: number;
  provider: string;
  project_path: string;
  status: string;
  started_at: string;
  last_activity_at: string;
  summary: string;
  facts: string;
  /** Null when it is what the row already has. */
  bulk: string | null;
}

export interface LogRow {
  session_id: string;
  revision: number;
  at: string;
  type: SessionChange["type"];
  change: string;
}

/** What could not be written for a reason of its own. */
export interface Rejected {
  at: string;
  session_id: string | null;
  kind: string;
  reason: string;
  content: string;
}

/** One transaction. */
export interface BatchRows {
  /** Never used twice; a batch that is sent again is recognised by it. */
  id: string;
  /** Must outlive a power cut, not only a crash: a person was told that it is saved. */
  sync: boolean;
  at: string;
  sessions: SessionRow[];
  log: LogRow[];
  effects: { id: string; session_id: string; effect: string }[];
  effects_done: string[];
  offsets: (AgentOffset & { at: string })[];
  commands: (AppliedCommand & { at: string })[];
  deleted_approvals: string[];
  rejected: Rejected[];
}

/** What a committed batch could not take: each is a bug somewhere, told to the log. */
export interface WriteReport {
  skipped: string[];
}

export interface OpenReport {
  /** JSON of `Restored`. */
  restored: string;
  /** Said to the person although all is well again, e.g. that a damaged file was moved aside. */
  notice: Problem | null;
}

export interface OpenRequest {
  path: string;
  /** The file was found to be damaged: it is moved aside without a look. */
  damaged: boolean;
  /** RFC 3339 UTC. */
  now: string;
}

export type ReadRequest =
  | { read: "session"; session_id: string; limit: number }
  | { read: "messages"; session_id: string; before: string | null; limit: number }
  | { read: "message"; session_id: string; message_id: string }
  | { read: "approvals"; session_id: string | null; limit: number }
  | { read: "directories"; limit: number };

export type WorkerRequest =
  | { type: "open"; open: OpenRequest }
  | { type: "write"; batch: BatchRows }
  | { type: "read"; read: ReadRequest }
  | { type: "close" };

export type WorkerReply = { ok: true; value: unknown } | { ok: false; problem: Problem };
