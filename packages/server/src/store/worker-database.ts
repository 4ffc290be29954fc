import { isInPlace, openFile, putBack } from "./database-file.ts";
import type { OpenFile } from "./database-file.ts";
import { DatabaseProblem, isRowError, leavesConnection, problemOf, rowProblem } from "./problem.ts";
import { answerRead } from "./reads.ts";
import type { OpenReport, WorkerReply, WorkerRequest } from "./rows.ts";
import type { SessionKeys } from "./write-batch.ts";
import { writeBatch } from "./write-batch.ts";

/** The worker's side: one connection, one request after the other. */
export class WorkerDatabase {
  #file: OpenFile | null = null;
  #path = "";
  readonly #keys: SessionKeys = new Map();

  /** Never throws: what goes wrong is in the reply. */
  answer(request: WorkerRequest): WorkerReply {
    try {
      return { ok: true, value: this.#answer(request) };
    } catch (error) {
      const ofRow = request.type === "read" && isRowError(error);
      const problem = (ofRow ? rowProblem : problemOf)(error, this.#path);
      if (!leavesConnection(problem)) this.#close();
      return { ok: false, problem };
    }
  }

  /** For tests: runs SQL on the connection, e.g. to bound the size of the file. */
  run(sql: string): void {
    this.#opened().db.run(sql);
  }

  #answer(request: WorkerRequest): unknown {
    switch (request.type) {
      case "open": {
        this.#close();
        this.#path = request.open.path;
        const { file, restored, notice } = openFile(request.open);
        this.#file = file;
        return { restored, notice } satisfies OpenReport;
      }
      case "write": {
        const file = this.#opened();
        if (!isInPlace(file)) return this.#restoreDeleted(file);
        return writeBatch(file.db, this.#keys, request.batch);
      }
      case "read":
        return answerRead(this.#opened().db, request.read);
      case "close":
        return this.#close();
    }
  }

  /** Always throws: the connection has to be opened again, on the file that was put back. */
  #restoreDeleted(file: OpenFile): never {
    this.#file = null;
    putBack(file);
    throw new DatabaseProblem({
      kind: "missing",
      problem: `${file.path} was deleted or replaced while it was in use.`,
      hint: "Leave the file in its place while OrbitDock runs.",
    });
  }

  #opened(): OpenFile {
    if (this.#file) return this.#file;
    throw new DatabaseProblem({
      kind: "other",
      problem: `The database ${this.#path} is not open.`,
      hint: "It is opened again by itself; OrbitDock's log says why it was closed.",
    });
  }

  #close(): void {
    this.#keys.clear();
    this.#file?.db.close();
    this.#file = null;
  }
}
