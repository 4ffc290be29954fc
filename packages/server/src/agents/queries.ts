import type { Model } from "@orbitdock/protocol";

/** How long an agent may take to answer a query, in milliseconds. */
const deadlineMs = 15_000;

/** Queries that an agent has not answered yet. They do not outlive the server. */
export class Queries {
  readonly #open = new Map<
    string,
    { resolve(models: Model[]): void; reject(error: Error): void }
  >();

  open(id: string): Promise<Model[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.fail(id, "The agent did not answer in time.");
      }, deadlineMs);
      this.#open.set(id, {
        resolve: (models) => {
          clearTimeout(timer);
          resolve(models);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  answer(id: string, models: Model[]): void {
    this.#open.get(id)?.resolve(models);
    this.#open.delete(id);
  }

  fail(id: string, message: string): void {
    this.#open.get(id)?.reject(new Error(message));
    this.#open.delete(id);
  }

  failAll(message: string): void {
    for (const id of this.#open.keys()) this.fail(id, message);
  }
}
