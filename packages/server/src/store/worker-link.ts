import type { WorkerReply, WorkerRequest } from "./rows.ts";

/** Requests to the worker and their answers. A worker that dies is started again by the next request. */
export class WorkerLink {
  readonly #spawn: () => Worker;
  readonly #onExit: (why: string) => void;
  readonly #waiting = new Map<number, (reply: WorkerReply) => void>();
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(spawn: () => Worker, onExit: (why: string) => void) {
    this.#spawn = spawn;
    this.#onExit = onExit;
  }

  /** Answered in the order asked. A dead worker is an answer too: `crashed`. */
  request(request: WorkerRequest): Promise<WorkerReply> {
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, resolve);
      this.#running().postMessage({ id, request });
    });
  }

  terminate(): void {
    const worker = this.#worker;
    this.#worker = null;
    worker?.terminate();
    this.#answerAll("The worker was stopped.");
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#spawn();
    worker.onmessage = ({ data }: MessageEvent<{ id: number; reply: WorkerReply }>) => {
      const resolve = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      resolve?.(data.reply);
    };
    worker.addEventListener("error", (event) => this.#lost(worker, event.message));
    worker.addEventListener("close", () => this.#lost(worker, "it exited"));
    this.#worker = worker;
    return worker;
  }

  #lost(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    // After an uncaught error it may still run: two must never write.
    worker.terminate();
    this.#onExit(why);
    this.#answerAll(`The database's worker stopped: ${why}.`);
  }

  #answerAll(problem: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    const hint = "It is started again by itself; OrbitDock's log says more.";
    for (const resolve of waiting)
      resolve({ ok: false, problem: { kind: "crashed", problem, hint } });
  }
}
