import type { KnownBulk } from "./encode.ts";
import { encodeBatch, rememberBulk } from "./encode.ts";
import { lockDatabase } from "./lock.ts";
import { leavesConnection } from "./problem.ts";
import type { Batch } from "./merge.ts";
import { problemOf } from "./problem.ts";
import type { OpenReport, Problem, ReadRequest, WorkerReply, WriteReport } from "./rows.ts";
import type { WorkerLink } from "./worker-link.ts";

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; problem: Problem };

/** The database as the server's thread sees it: opened when it has to be, under the server's lock. */
export class DatabaseClient {
  readonly #link: WorkerLink;
  readonly #path: string;
  readonly #now: () => string;
  readonly #known: KnownBulk = new Map();
  /** A write met damage; reads of one old page do not move the whole aside. */
  #damaged = false;
  #onOpened: (report: OpenReport) => void = () => {};
  #unlock: (() => void) | null = null;
  #open: Promise<Outcome<OpenReport>> | null = null;

  constructor(link: WorkerLink, path: string, now: () => string) {
    this.#link = link;
    this.#path = path;
    this.#now = now;
  }

  /** Told of every opening from now on, and not of those before. */
  onOpened(listener: (report: OpenReport) => void): void {
    this.#onOpened = listener;
  }

  /** Opens the database where it is not open; calls at the same time share the attempt. */
  open(): Promise<Outcome<OpenReport>> {
    this.#open ??= this.#openNow();
    return this.#open;
  }

  async #openNow(): Promise<Outcome<OpenReport>> {
    // So that `#open` is set before a failure here clears it.
    await Promise.resolve();
    this.#known.clear();
    try {
      this.#unlock ??= lockDatabase(this.#path);
    } catch (error) {
      this.#open = null;
      return { ok: false, problem: problemOf(error, this.#path) };
    }
    const open = { path: this.#path, now: this.#now(), damaged: this.#damaged };
    const outcome = this.#seen<OpenReport>(await this.#link.request({ type: "open", open }));
    if (!outcome.ok) return outcome;
    this.#damaged = false;
    this.#onOpened(outcome.value);
    return outcome;
  }

  async write(batch: Batch): Promise<Outcome<WriteReport>> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    const rows = encodeBatch(batch, this.#known);
    const outcome = this.#seen<WriteReport>(
      await this.#link.request({ type: "write", batch: rows }),
    );
    if (outcome.ok) rememberBulk(batch, rows, this.#known);
    else this.#damaged = outcome.problem.kind === "corrupt";
    // What a row lost is not known here: the next write says everything again.
    if (!outcome.ok || outcome.value.skipped.length > 0) this.#known.clear();
    return outcome;
  }

  async read<Value>(read: ReadRequest): Promise<Outcome<Value>> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    return this.#seen<Value>(await this.#link.request({ type: "read", read }));
  }

  async close(): Promise<void> {
    if (this.#open !== null) await this.#link.request({ type: "close" });
    this.terminate();
  }

  /** Lets go at once, whatever the worker does. */
  terminate(): void {
    this.#link.terminate();
    this.#unlock?.();
    this.#unlock = null;
    this.#open = null;
  }

  #seen<Value>(reply: WorkerReply): Outcome<Value> {
    if (reply.ok) return reply as { ok: true; value: Value };
    if (!leavesConnection(reply.problem)) this.#open = null;
    if (reply.problem.kind === "missing") {
      // The file of the lock may be gone with the database: another server would not see it.
      this.#unlock?.();
      this.#unlock = null;
    }
    return reply;
  }
}
