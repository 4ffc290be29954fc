import type { StoreStatus } from "@orbitdock/protocol";
import type { Problem } from "./rows.ts";

/** The store's status and who wants to know of it. */
export class Health {
  readonly #listeners = new Set<(status: StoreStatus) => void>();
  readonly #now: () => number;
  #status: StoreStatus = { state: "ok", problem: null, hint: null, unsaved: 0 };
  #toldAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get status(): StoreStatus {
    return this.#status;
  }

  get degraded(): boolean {
    return this.#status.state === "degraded";
  }

  onStatus(listener: (status: StoreStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  degrade({ problem, hint }: Problem, unsaved: number): void {
    this.#set({ state: "degraded", problem, hint, unsaved });
  }

  /** @param notice what a person should know although all is well again. */
  recover(notice: Problem | null): void {
    const { problem, hint } = notice ?? { problem: null, hint: null };
    this.#set({ state: "ok", problem, hint, unsaved: 0 });
  }

  /** While degraded: how many steps wait. Told at most once a second. */
  count(unsaved: number): void {
    this.#set({ ...this.#status, unsaved });
  }

  #set(status: StoreStatus): void {
    const before = this.#status;
    this.#status = status;
    const otherKind = status.state !== before.state || status.problem !== before.problem;
    const due = status.unsaved !== before.unsaved && this.#now() - this.#toldAt >= 1000;
    if (!otherKind && !due) return;
    this.#toldAt = this.#now();
    for (const listener of this.#listeners) listener(status);
  }
}
