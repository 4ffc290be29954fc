import { CommandRejected } from "./command-rejected.ts";
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
   * @param sessionId the session that the command is for; null for one that makes a session
   * @throws CommandRejected where the id belongs to a command to another session: two clients, say,
   * that both count from 1. Taken for a repeat, it would be acknowledged and never done.
   */
  async once(
    commandId: string | undefined,
    sessionId: string | null,
    apply: () => Promise<Acknowledgement>,
  ): Promise<Acknowledgement> {
    if (commandId === undefined) return apply();
    const known = this.#applied.get(commandId);
    if (known) {
      const acknowledged = await known;
      if (sessionId === null || acknowledged.session_id === sessionId) return acknowledged;
      throw new CommandRejected(
        "conflict",
        `The command_id "${commandId}" was used for another session. Choose ids that no other client chooses, e.g. random ones.`,
      );
    }
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
