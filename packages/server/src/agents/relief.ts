import type { StoreStatus } from "@orbitdock/protocol";
import type { AgentOffset } from "../store/store.ts";

/** What one agent may say while the disk takes nothing before the host may forget it, in UTF-16 units. */
const patience = 8 * 1024 * 1024;

/**
 * Keeps agents going while the store cannot write. The agent-host holds what was not committed, and
 * stops reading an agent when its room is full; then sessions would stand still with the disk. So
 * past half of that room the host is told to let go of what is handled: it is in memory here, and
 * written when the disk takes it again. Only a crash before that would lose it.
 */
export class Relief {
  readonly #status: () => StoreStatus;
  readonly #commit: (heard: AgentOffset) => void;
  readonly #said = new Map<string, number>();

  constructor(status: () => StoreStatus, commit: (heard: AgentOffset) => void) {
    this.#status = status;
    this.#commit = commit;
  }

  /** A line of this length was handled. */
  handled(heard: AgentOffset, length: number): void {
    const said = (this.#said.get(heard.agent) ?? 0) + length;
    this.#said.set(heard.agent, said);
    if (said < patience) return;
    this.#said.set(heard.agent, 0);
    if (this.#status().state === "degraded") this.#commit(heard);
  }
}
