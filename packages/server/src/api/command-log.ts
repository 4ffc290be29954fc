import type { AppliedCommand } from "../store/store.ts";

/** What became of a command that was taken. */
export interface Acknowledgement {
  session_id: string | null;
  durable: boolean;
}

/** Commands remembered, the newest; a client tries again within seconds. */
const capacity = 10_000;

/** Which commands were applied: the same id twice is applied once and acknowledged twice. */
export class CommandLog {
  readonly #applied = new Map<string, Promise<Acknowledgement>>();

  constructor(restored: readonly AppliedCommand[]) {
    for (const { command_id, session_id } of restored)
      this.#applied.set(command_id, Promise.resolve({ session_id, durable: true }));
  }

  /**
   * Applies the command unless that was done, and gives its acknowledgement either way. A command
   * that was rejected was not applied: its id may be used again.
   */
  once(
    commandId: string | undefined,
    apply: () => Promise<Acknowledgement>,
  ): Promise<Acknowledgement> {
    if (commandId === undefined) return apply();
    const known = this.#applied.get(commandId);
    if (known) return known;
    const applying = apply();
    this.#applied.set(commandId, applying);
    applying.catch(() => this.#applied.delete(commandId));
    this.#forgetOldest();
    return applying;
  }

  #forgetOldest(): void {
    if (this.#applied.size <= capacity) return;
    const oldest = this.#applied.keys().next();
    if (!oldest.done) this.#applied.delete(oldest.value);
  }
}
