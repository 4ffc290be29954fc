import type { Append, MessageChanges, SessionChange } from "@orbitdock/protocol";
import type { AgentOffset, AppliedCommand, SessionFacts, StoreStep } from "./store.ts";
import type { OutboxEntry } from "@orbitdock/core";
import type { SessionSummary } from "@orbitdock/protocol";

/** A row of the log before it is written; `change` is ours once appends were merged into it. */
export interface GatheredChange {
  session_id: string;
  revision: number;
  /** Of the first of merged appends. */
  at: string;
  change: SessionChange;
}

/** Steps that wait for one transaction. Only what the newest step says of a session is kept. */
export interface Batch {
  id: string;
  /** It may be on disk: nothing more may join it. */
  sealed: boolean;
  steps: number;
  /** Steps that do more than let a text grow. */
  counted: number;
  at: string;
  sessions: Map<string, { revision: number; facts: SessionFacts; summary: SessionSummary }>;
  log: GatheredChange[];
  /** The newest row of each session: the one that an append may join. */
  last: Map<string, GatheredChange>;
  effects: Map<string, OutboxEntry>;
  effects_done: Set<string>;
  offsets: Map<string, AgentOffset & { at: string }>;
  commands: (AppliedCommand & { at: string })[];
  deleted_approvals: string[];
}

export function emptyBatch(id: string): Batch {
  return {
    id,
    sealed: false,
    steps: 0,
    counted: 0,
    at: "",
    sessions: new Map(),
    log: [],
    last: new Map(),
    effects: new Map(),
    effects_done: new Set(),
    offsets: new Map(),
    commands: [],
    deleted_approvals: [],
  };
}

/** Adds a step to a batch in place. The step's own objects are not touched. */
export function addStep(batch: Batch, step: StoreStep): void {
  batch.steps += 1;
  if (!onlyGrows(step)) batch.counted += 1;
  batch.at = step.at;
  if (step.session) addChanges(batch, step.at, step.session);
  for (const entry of step.effects ?? []) batch.effects.set(entry.id, entry);
  for (const id of step.effects_done ?? []) {
    // Asked and carried out within one batch: nothing to keep.
    if (!batch.effects.delete(id)) batch.effects_done.add(id);
  }
  if (step.heard) {
    const key = `${step.heard.agent}\n${step.heard.instance}`;
    // Set anew so that the one heard last is last.
    batch.offsets.delete(key);
    batch.offsets.set(key, { ...step.heard, at: step.at });
  }
  if (step.command) batch.commands.push({ ...step.command, at: step.at });
  if (step.deleted_approval_id !== undefined)
    batch.deleted_approvals.push(step.deleted_approval_id);
}

/**
 * Streaming text fills no batch by its number: a batch writes a row for each session that spoke,
 * and at 50 streams a batch of 50 pieces would write each session's row once for every piece. The
 * agent-host says again what a crash loses of it.
 */
function onlyGrows({ session, effects, effects_done, command }: StoreStep): boolean {
  if (!session || effects?.length || effects_done?.length || command) return false;
  return session.changes.every(
    (change) => change.type === "message_updated" && soleAppend(change.changes) !== null,
  );
}

function addChanges(batch: Batch, at: string, session: NonNullable<StoreStep["session"]>): void {
  const { id, revision, changes } = session;
  // Whole, since its facts and summary are made when they are asked for: once a batch.
  batch.sessions.set(id, session);
  // Every change is one revision; the step says the revision after its last.
  const first = revision - changes.length + 1;
  changes.forEach((change, index) => {
    const last = batch.last.get(id);
    const merged = last && mergeAppends(last.change, change);
    if (last && merged) {
      last.change = merged;
      last.revision = first + index;
      return;
    }
    const row = { session_id: id, revision: first + index, at, change };
    batch.log.push(row);
    batch.last.set(id, row);
  });
}

type AppendField = "content_append" | "tool_output_append";

/** One change that says both, when both only append to the same text of the same message. */
export function mergeAppends(before: SessionChange, after: SessionChange): SessionChange | null {
  if (before.type !== "message_updated" || after.type !== "message_updated") return null;
  if (before.message_id !== after.message_id) return null;
  const field = soleAppend(after.changes);
  if (field === null || field !== soleAppend(before.changes)) return null;
  const head = before.changes[field] as Append;
  const tail = after.changes[field] as Append;
  if (head.offset + head.text.length !== tail.offset) return null;
  return {
    type: "message_updated",
    message_id: before.message_id,
    changes: { [field]: { offset: head.offset, text: head.text + tail.text } },
  };
}

function soleAppend(changes: MessageChanges): AppendField | null {
  let sole: AppendField | null = null;
  for (const name in changes) {
    if (changes[name as keyof MessageChanges] === undefined) continue;
    if (sole !== null || (name !== "content_append" && name !== "tool_output_append")) return null;
    sole = name;
  }
  return sole;
}
