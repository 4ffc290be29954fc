import type { HostConnection } from "@orbitdock/agent-host";
import { type Connector, ConnectorError } from "@orbitdock/connectors";
import type { AgentError, OutboxEntry } from "@orbitdock/core";
import type { Clock } from "../session/clock.ts";
import type { Logger } from "../shell/log.ts";
import type { Store } from "../store/store.ts";
import type { Processes } from "./processes.ts";
import { SpacedQueue } from "./spaced-queue.ts";

export interface OutboxOptions {
  store: Store;
  clock: Clock;
  log: Logger;
  processes: Processes;
  restored: readonly OutboxEntry[];
  connectorOf(sessionId: string): Connector | undefined;
  /** An effect could not be carried out; its session is told. */
  failed(entry: OutboxEntry, error: AgentError): void;
}

/**
 * Effects on their way to agents. Each stays here, and in the store, until the agent-host has taken
 * it; the host takes an id once, so sending again after a crash does nothing twice.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #queues = new Map<string, SpacedQueue>();

  constructor(options: OutboxOptions) {
    this.#options = options;
    for (const entry of options.restored) this.#entries.set(entry.id, entry);
  }

  /** Sends entries once they are durable, or known to have to wait for the disk. */
  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.id, entry);
    void this.#options.store.durable().then(() => {
      for (const entry of entries) this.#enqueue(entry);
    });
  }

  /** Sends again what the last host or the last server did not get to. */
  sendAll(): void {
    for (const entry of this.#entries.values()) this.#enqueue(entry);
  }

  /** Sessions whose thread is still to be opened. */
  opening(): Set<string> {
    const entries = [...this.#entries.values()].filter(opensThread);
    return new Set(entries.map((entry) => entry.session_id));
  }

  /** The process is gone: what was meant for it has no one to go to. */
  drop(connector: Connector, agent: string): void {
    this.#queues.get(agent)?.clear();
    for (const entry of this.#entries.values())
      if (connector.agentFor(entry.session_id) === agent) this.#done(entry);
  }

  stop(): void {
    for (const queue of this.#queues.values()) queue.clear();
  }

  #enqueue(entry: OutboxEntry): void {
    if (!this.#options.processes.host || !this.#entries.has(entry.id)) return;
    const connector = this.#options.connectorOf(entry.session_id);
    if (!connector) return this.#done(entry);
    const agent = connector.agentFor(entry.session_id);
    let queue = this.#queues.get(agent);
    if (!queue) {
      queue = new SpacedQueue(
        (one) => connector.spacing(one.effect),
        (one) => void this.#deliver(connector, agent, one),
      );
      this.#queues.set(agent, queue);
    }
    queue.push(entry);
  }

  async #deliver(connector: Connector, agent: string, entry: OutboxEntry): Promise<void> {
    const { processes, log } = this.#options;
    const { host } = processes;
    // It may have stood in line twice: a host that was lost and found is sent everything again.
    if (!host || !this.#entries.has(entry.id)) return;
    try {
      // Only what opens a thread starts a process: all else was meant for the one that is gone.
      const running = processes.instance(agent);
      if (running === undefined && !opensThread(entry)) return this.#done(entry);
      const instance = running ?? (await processes.ensure(connector, agent));
      await this.#write(host, connector, agent, instance, entry);
      this.#done(entry);
    } catch (error) {
      // The connection broke: the entry stays and is sent again to the host that answers next.
      if (processes.host !== host) return;
      // Its process ended meanwhile, and its session was told: it may have begun anew since.
      if (!this.#entries.has(entry.id)) return;
      log.error("an effect could not be carried out", {
        session_id: entry.session_id,
        effect: entry.effect.type,
        error,
      });
      this.#done(entry);
      this.#options.failed(entry, forPerson(error));
    }
  }

  async #write(
    host: HostConnection,
    connector: Connector,
    agent: string,
    instance: string,
    entry: OutboxEntry,
  ): Promise<void> {
    for (const { id, data } of connector.perform(entry))
      await host.write(agent, instance, id, data);
  }

  #done(entry: OutboxEntry): void {
    if (!this.#entries.delete(entry.id)) return;
    this.#options.store.append({ at: this.#options.clock.now(), effects_done: [entry.id] });
  }
}

function opensThread(entry: OutboxEntry): boolean {
  const { type } = entry.effect;
  return type === "thread_start" || type === "thread_resume" || type === "thread_fork";
}

function forPerson(error: unknown): AgentError {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ConnectorError && error.hint !== undefined
    ? { message, hint: error.hint }
    : { message };
}
