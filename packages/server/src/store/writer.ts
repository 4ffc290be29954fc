import type { DatabaseClient } from "./database-client.ts";
import type { Health } from "./health.ts";
import { addStep, emptyBatch } from "./merge.ts";
import type { Batch } from "./merge.ts";
import type { StoreLog, StoreTiming } from "./options.ts";
import type { Problem, WriteReport } from "./rows.ts";
import type { AgentOffset, Durability, StoreStep } from "./store.ts";

/** A batch that gathers while another is written is closed at this many steps and the next begun. */
const largestBatch = 5000;
/** A disk that has not answered for this long is said to be slow, and nobody waits for it further. */
const slowMs = 5000;

const slow: Problem = {
  kind: "slow",
  problem: "The disk that holds the database does not answer.",
  hint: "Look at the disk. What is unsaved is kept in memory and written when it answers.",
};

/**
 * Gathers steps into batches and has them written one after the other. When the database will not
 * take one it stays first in the queue and is tried again, later and later, while the queue grows.
 */
export class Writer {
  readonly #client: DatabaseClient;
  readonly #health: Health;
  readonly #timing: StoreTiming;
  readonly #log: StoreLog;
  readonly #prefix = crypto.randomUUID();
  readonly #committed = new Set<(offsets: AgentOffset[]) => void>();
  /** The first may be on its way; the last gathers. */
  #queue: Batch[] = [];
  #batches = 0;
  #appended = 0;
  #written = 0;
  #waiters: { upTo: number; resolve: (durability: Durability) => void }[] = [];
  #writing = false;
  #timeIsUp = false;
  #batchTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #retries = 0;
  #notice: Problem | null = null;
  #closed = false;

  constructor(client: DatabaseClient, health: Health, timing: StoreTiming, log: StoreLog) {
    this.#client = client;
    this.#health = health;
    this.#timing = timing;
    this.#log = log;
  }

  /** What is not on disk yet, in order. */
  get waiting(): readonly Batch[] {
    return this.#queue;
  }

  get unsaved(): number {
    return this.#appended - this.#written;
  }

  append(step: StoreStep): void {
    if (this.#closed) {
      this.#log("error", "a step came after the store was closed and is lost", {
        session_id: step.session?.id ?? null,
      });
      return;
    }
    this.#appended += 1;
    addStep(this.#gathering(), step);
    if (this.#health.degraded) this.#health.count(this.unsaved);
    if (this.#isDue()) void this.#write();
    else this.#batchTimer ??= setTimeout(() => this.#onTime(), this.#timing.batchMs);
  }

  durable(): Promise<Durability> {
    if (this.unsaved === 0) return Promise.resolve("durable");
    if (this.#health.degraded) return Promise.resolve("degraded");
    return new Promise((resolve) => {
      this.#waiters.push({ upTo: this.#appended, resolve });
      void this.#write();
    });
  }

  onCommitted(listener: (offsets: AgentOffset[]) => void): () => void {
    this.#committed.add(listener);
    return () => this.#committed.delete(listener);
  }

  /** From here on until the database takes what waits; tried again by itself. */
  degrade(problem: Problem): void {
    if (!this.#health.degraded)
      this.#log("error", "the store is degraded", { ...problem, unsaved: this.unsaved });
    this.#health.degrade(problem, this.unsaved);
    for (const { resolve } of this.#waiters.splice(0)) resolve("degraded");
    if (problem.kind === "slow" || this.#closed) return;
    const { retryMs, retryMaxMs } = this.#timing;
    const wait = Math.min(retryMaxMs, retryMs * 2 ** this.#retries);
    this.#retries += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.#write(true), wait);
  }

  /** Something a person should know although the store works. */
  notice(notice: Problem): void {
    this.#notice = notice;
    this.#log("warn", notice.problem, { hint: notice.hint });
    if (!this.#health.degraded) this.#health.recover(notice);
  }

  /** Writes what is left, once more even where that failed before. Takes no more steps. */
  async finish(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#batchTimer);
    clearTimeout(this.#retryTimer);
    await this.#idle;
    if (this.unsaved > 0) await this.#write(true);
  }

  #idle: Promise<void> = Promise.resolve();

  #gathering(): Batch {
    const last = this.#queue.at(-1);
    if (last && !last.sealed && last.steps < largestBatch) return last;
    this.#batches += 1;
    const batch = emptyBatch(`${this.#prefix}:${this.#batches}`);
    this.#queue.push(batch);
    return batch;
  }

  #onTime(): void {
    this.#batchTimer = undefined;
    this.#timeIsUp = true;
    if (this.#isDue()) void this.#write();
  }

  #isDue(): boolean {
    const first = this.#queue[0];
    if (this.#writing || this.#health.degraded || !first) return false;
    return (
      this.#timeIsUp ||
      this.#waiters.length > 0 ||
      first.counted >= this.#timing.batchSteps ||
      first.steps >= largestBatch
    );
  }

  /** @param all writes until nothing is left, degraded or not. */
  #write(all = false): Promise<void> {
    if (this.#writing) return this.#idle;
    this.#idle = this.#writeWhileDue(all);
    return this.#idle;
  }

  async #writeWhileDue(all: boolean): Promise<void> {
    for (;;) {
      const batch = this.#queue[0];
      if (!batch || !(all || this.#isDue())) break;
      this.#writing = true;
      batch.sealed = true;
      clearTimeout(this.#batchTimer);
      this.#batchTimer = undefined;
      this.#timeIsUp = false;
      const outcome = await this.#attempt(batch);
      this.#writing = false;
      if (!outcome.ok) return this.degrade(outcome.problem);
      this.#onWritten(batch, outcome.value);
    }
    if (this.unsaved === 0 && this.#health.degraded) await this.#recover();
    // What came meanwhile is not due yet, but must be in time.
    if (this.#queue.length > 0 && !this.#closed)
      this.#batchTimer ??= setTimeout(() => this.#onTime(), this.#timing.batchMs);
  }

  async #attempt(batch: Batch): ReturnType<DatabaseClient["write"]> {
    const timer = setTimeout(() => this.degrade(slow), slowMs);
    try {
      const outcome = await this.#client.write(batch);
      if (outcome.ok || outcome.problem.kind !== "crashed" || this.#health.degraded) return outcome;
      this.#log("error", "the store's worker is started again", { why: outcome.problem.problem });
      return await this.#client.write(batch);
    } finally {
      clearTimeout(timer);
    }
  }

  #onWritten(batch: Batch, { skipped }: WriteReport): void {
    this.#queue.shift();
    this.#written += batch.steps;
    this.#retries = 0;
    if (skipped.length > 0) {
      const shown = skipped.slice(0, 20);
      this.#log("error", "changes that do not fit the database were left out", {
        count: skipped.length,
        skipped: shown,
      });
    }
    const done = this.#waiters.filter(({ upTo }) => upTo <= this.#written);
    this.#waiters = this.#waiters.filter(({ upTo }) => upTo > this.#written);
    for (const { resolve } of done) resolve("durable");
    const offsets = [...batch.offsets.values()].map(({ at: _at, ...offset }) => offset);
    for (const listener of this.#committed) listener(offsets);
    if (this.#health.degraded) this.#health.count(this.unsaved);
  }

  async #recover(): Promise<void> {
    // Nothing may have waited: then it is the database itself that was missing.
    const opened = await this.#client.open();
    if (!opened.ok) return this.degrade(opened.problem);
    this.#retries = 0;
    clearTimeout(this.#retryTimer);
    this.#log("info", "the store is well again", {});
    this.#health.recover(this.#notice);
  }
}
