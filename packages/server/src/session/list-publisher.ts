import type { SessionSummary, SummaryChanges } from "@orbitdock/protocol";
import type { Ticker, Ticking } from "./ticker.ts";
import { listTopic, type Transport } from "./transport.ts";

/** Facts of a summary that the seed's `session_delta` cannot carry: a change of one sends the row. */
const wholeRow = [
  "project_path",
  "project_name",
  "model",
  "transcript_path",
  "codex_integration_mode",
  "started_at",
  "provider",
  "forked_from",
] as const satisfies readonly (keyof SessionSummary)[];

/**
 * Tells readers of the fleet what changed in its rows. What a person waits for (a state, a request,
 * an end) goes out at once; the words that scroll by go out together, once a window.
 */
export class ListPublisher implements Ticking {
  readonly #transport: Transport;
  readonly #ticker: Ticker;
  /** Each row as readers know it. */
  readonly #told = new Map<string, SessionSummary>();
  readonly #changed = new Map<string, { summary: SessionSummary }>();

  constructor(transport: Transport, ticker: Ticker) {
    this.#transport = transport;
    this.#ticker = ticker;
  }

  /** A row that readers have not seen, or one that was restored. */
  created(summary: SessionSummary): void {
    this.#told.set(summary.id, summary);
    this.#publish({ type: "session_created", session: summary });
  }

  /** Takes note of a row as it is without telling anyone. */
  know(summary: SessionSummary): void {
    this.#told.set(summary.id, summary);
  }

  /** `row` is asked for its summary when it is sent, not now. */
  changed(id: string, row: { summary: SessionSummary }, chatter: boolean): void {
    this.#changed.set(id, row);
    if (!chatter) this.#send(id);
    else if (!this.#ticker.has(this)) this.#ticker.add(this);
  }

  tick(): boolean {
    const had = this.#changed.size > 0;
    this.flush();
    return had;
  }

  /** Sends what waits, so that a list sent now is followed by later changes only. */
  flush(): void {
    for (const id of this.#changed.keys()) this.#send(id);
  }

  #send(id: string): void {
    const row = this.#changed.get(id);
    this.#changed.delete(id);
    if (!row) return;
    const before = this.#told.get(id);
    const after = row.summary;
    this.#told.set(id, after);
    if (this.#transport.listeners(listTopic) === 0) return;
    if (!before || wholeRow.some((key) => before[key] !== after[key]))
      this.#publish({ type: "session_created", session: after });
    if (!before) return;
    // Said again after a whole row, since a seed client may watch for a state in deltas alone.
    const changes = difference(before, after);
    if (changes) this.#publish({ type: "session_delta", session_id: id, changes });
    if (after.status === "ended" && before.status !== "ended")
      this.#publish({ type: "session_ended", session_id: id, reason: after.ended_reason ?? "" });
  }

  #publish(frame: object): void {
    if (this.#transport.listeners(listTopic) > 0)
      this.#transport.publish(listTopic, JSON.stringify(frame));
  }
}

const compared = [
  "status",
  "work_status",
  "pending_approval",
  "pending_count",
  "token_usage",
  "custom_name",
  "approval_policy",
  "sandbox_mode",
  "last_activity_at",
  "integration_mode",
  "agent_status",
  "thread_id",
  "effort",
  "git_branch",
  "title",
  "status_since",
  "last_error",
  "ended_reason",
  "current_tool",
  "last_line",
  "queued",
] as const satisfies readonly (keyof SummaryChanges)[];

function difference(before: SessionSummary, after: SessionSummary): SummaryChanges | null {
  const changes: Record<string, unknown> = {};
  let any = false;
  for (const key of compared) {
    if (same(before[key], after[key])) continue;
    changes[key] = after[key];
    any = true;
  }
  return any ? changes : null;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return "requested_at" in a && "id" in a && "id" in b
    ? a.id === b.id
    : JSON.stringify(a) === JSON.stringify(b);
}
