import {
  type AgentInfo,
  connectHost,
  ensureHost,
  type Entry,
  type HostClosed,
  type HostConnection,
} from "@orbitdock/agent-host";
import type { Connector, WriteLine } from "@orbitdock/connectors";
import type { OutboxEntry } from "@orbitdock/core";
import type { Model, Provider, ProviderInfo, RateLimit } from "@orbitdock/protocol";
import type { Clock } from "../session/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { Logger } from "../shell/log.ts";
import type { AgentOffset, Restored, Store } from "../store/store.ts";
import { adoptSessions } from "./adopt.ts";
import { Hearing } from "./hearing.ts";
import { Outbox } from "./outbox.ts";
import { Processes } from "./processes.ts";
import { Queries } from "./queries.ts";
import { Relief } from "./relief.ts";

export interface RunnerOptions {
  connectors: readonly Connector[];
  registry: Registry;
  store: Store;
  clock: Clock;
  log: Logger;
  restored: Restored;
  /** This life of the server. */
  instanceId: string;
  socketPath: string;
  hostLogPath: string;
  /** Providers, rate limits or the host's state changed. */
  onStatus(): void;
  /** Another server attached to the agent-host: this one has to go. */
  onTakenOver(): void;
}

/** Pauses between attempts to reach the agent-host, in milliseconds. */
const reattachPauses = [100, 500, 2_000, 5_000];

/**
 * Runs the agents through the agent-host: what they say goes to the sessions, what sessions decide
 * goes to them, each exactly once, whatever dies in between.
 */
export class AgentRunner {
  readonly #options: RunnerOptions;
  readonly #processes: Processes;
  readonly #outbox: Outbox;
  readonly #hearing: Hearing;
  readonly #relief: Relief;
  readonly #queries = new Queries();
  /** The newest entry of each agent that was handled, in this life or the last. */
  readonly #handled = new Map<string, AgentOffset>();
  #attaching: Promise<void> | null = null;
  #stopped = false;

  providers: ProviderInfo[] = [];
  rateLimits: RateLimit[] = [];

  constructor(options: RunnerOptions) {
    const { registry, store, clock, log, restored } = options;
    this.#options = options;
    this.#processes = new Processes(store, log, (provider) => this.#lookAgain(provider));
    this.#outbox = new Outbox({
      store,
      clock,
      log,
      processes: this.#processes,
      restored: restored.outbox,
      connectorOf: (sessionId) => this.#connectorOfSession(sessionId),
      failed: (entry, error) =>
        void registry.live(entry.session_id)?.handle([{ type: "agent_failed", error }]),
    });
    this.#hearing = new Hearing({
      registry,
      store,
      clock,
      log,
      queries: this.#queries,
      write: (agent, lines) => this.#write(agent, lines),
      limits: (limits) => this.#limits(limits),
    });
    for (const offset of restored.offsets) this.#handled.set(offset.agent, offset);
    this.#relief = new Relief(
      () => store.status,
      (heard) => this.#commit(heard),
    );
    store.onCommitted((offsets) => {
      for (const heard of offsets) this.#commit(heard);
    });
  }

  get hostStatus(): { connected: boolean; pid: number | null; agents: number } {
    const { host, names } = this.#processes;
    return { connected: host !== null, pid: host?.host.pid ?? null, agents: names.length };
  }

  /** Looks for the agents on this machine. */
  async detect(): Promise<void> {
    const { connectors, onStatus } = this.#options;
    this.providers = await Promise.all(connectors.map((connector) => connector.detect()));
    onStatus();
  }

  /**
   * Attaches to the agent-host, starting it if need be, again and again until it succeeds. One attempt
   * at a time: the host takes a second connection for another server, and the first would have to go.
   */
  attach(): Promise<void> {
    this.#attaching ??= this.#attachUntilDone().finally(() => {
      this.#attaching = null;
    });
    return this.#attaching;
  }

  /** Carries effects out. */
  perform(entries: readonly OutboxEntry[]): void {
    this.#outbox.add(entries);
  }

  /** Whether sessions of this provider can be run. */
  serves(provider: Provider): boolean {
    return this.#connectorFor(provider) !== undefined;
  }

  /** The models of all providers. @throws ConnectorError or Error, in words for a person. */
  async models(): Promise<Model[]> {
    const { connectors } = this.#options;
    return (await Promise.all(connectors.map((connector) => this.#modelsOf(connector)))).flat();
  }

  /** Leaves the agents to the host. */
  stop(): void {
    this.#stopped = true;
    this.#outbox.stop();
    this.#queries.failAll("The server is stopping.");
    this.#processes.host?.close();
    this.#processes.reach(null);
  }

  async #modelsOf(connector: Connector): Promise<Model[]> {
    const id = this.#options.clock.nextId();
    const agent = connector.agentFor("");
    await this.#processes.ensure(connector, agent);
    const answer = this.#queries.open(id);
    this.#write(agent, connector.query(agent, { id, type: "models" }));
    return answer;
  }

  async #attachUntilDone(): Promise<void> {
    for (let attempt = 0; !this.#stopped; attempt++) {
      try {
        return await this.#attachOnce();
      } catch (error) {
        this.#options.log.error("could not reach the agent-host", { error });
      }
      await Bun.sleep(reattachPauses[Math.min(attempt, reattachPauses.length - 1)] ?? 0);
    }
  }

  async #attachOnce(): Promise<void> {
    const { socketPath, hostLogPath, instanceId } = this.#options;
    await ensureHost({ socketPath, logPath: hostLogPath });
    const host = await connectHost({
      socketPath,
      server: instanceId,
      onEntry: (entry) => this.#hear(entry),
      onClosed: (closed) => this.#closed(closed),
    });
    this.#processes.reach(host);
    try {
      await this.#takeUp(host);
    } catch (error) {
      host.close();
      throw error;
    }
    if (this.#processes.host !== host) throw new Error("lost the agent-host while attaching to it");
    this.#options.onStatus();
  }

  /** Takes up where the last server left, or where this one lost the host. */
  async #takeUp(host: HostConnection): Promise<void> {
    for (const found of host.agents) {
      if (!this.#connectorOf(found.agent)) continue;
      if (found.alive || this.#unheard(found)) this.#processes.found(found.agent, found.instance);
      else await host.forget(found.agent, found.instance);
    }
    const { registry, connectors, log } = this.#options;
    await adoptSessions({
      registry,
      connectors,
      log,
      clock: this.#options.clock,
      processes: this.#processes,
      opening: this.#outbox.opening(),
    });
    for (const agent of this.#processes.names) {
      const greeted = this.#handled.get(agent)?.instance === this.#processes.instance(agent);
      await this.#replay(agent);
      const connector = this.#connectorOf(agent);
      // Its server may have died between starting and greeting it; the host takes each line once.
      if (connector && !greeted) await this.#processes.greet(connector, agent);
    }
    this.#outbox.sendAll();
  }

  #closed(closed: HostClosed): void {
    this.#processes.reach(null);
    if (this.#stopped || closed.reason === "closed") return;
    if (closed.reason === "taken_over") return this.#options.onTakenOver();
    this.#options.log.error("lost the agent-host", { error: closed.error });
    this.#options.onStatus();
    void this.attach();
  }

  async #replay(agent: string): Promise<void> {
    const { host } = this.#processes;
    const instance = this.#processes.instance(agent);
    if (instance === undefined || !host) return;
    const handled = this.#handled.get(agent);
    const asked = handled?.instance === instance ? handled.offset : 0;
    const { from } = await host.replay(agent, instance, asked);
    if (from !== asked)
      this.#options.log.error("the agent-host no longer had what an agent said", {
        agent,
        asked,
        from,
      });
  }

  /** Whether an agent said something (its end, at the least) that was not handled yet. */
  #unheard({ agent, instance, last_offset }: AgentInfo): boolean {
    const handled = this.#handled.get(agent);
    return handled?.instance !== instance || handled.offset < last_offset;
  }

  #hear(entry: Entry): void {
    const { agent, instance, offset } = entry;
    const heard: AgentOffset = { agent, instance, offset };
    this.#handled.set(agent, heard);
    const connector = this.#connectorOf(agent);
    if (!connector) return;
    switch (entry.kind) {
      case "line":
        this.#hearing.line(connector, agent, entry.line, heard);
        return this.#relief.handled(heard, entry.line.length);
      case "overlong":
        return this.#hearing.overlong(agent, entry.length, heard);
      case "exit": {
        const { code, signal } = entry;
        this.#options.log.warn("an agent's process ended", { agent, code, signal });
        this.#outbox.drop(connector, agent);
        connector.exited(agent);
        this.#hearing.exit(connector, entry, heard);
        this.#processes.ended(agent, instance);
        return this.#options.onStatus();
      }
    }
  }

  /** The host may forget what this agent said up to here. */
  #commit({ agent, instance, offset }: AgentOffset): void {
    if (this.#processes.instance(agent) === instance)
      this.#processes.host?.commit(agent, instance, offset);
  }

  #write(agent: string, lines: WriteLine[]): void {
    const { host } = this.#processes;
    const instance = this.#processes.instance(agent);
    if (instance === undefined || !host) return;
    for (const { id, data } of lines)
      host.write(agent, instance, id, data).catch((error: unknown) => {
        this.#options.log.warn("a line did not reach its agent", { agent, error });
      });
  }

  #limits(limits: RateLimit[]): void {
    const key = (limit: RateLimit) => `${limit.provider}:${limit.name}`;
    const fresh = new Set(limits.map(key));
    this.rateLimits = [...this.rateLimits.filter((limit) => !fresh.has(key(limit))), ...limits];
    this.#options.onStatus();
  }

  /** One that was missing may have been installed, updated or mended since. */
  async #lookAgain(provider: Provider): Promise<void> {
    const found = this.providers.some((known) => known.provider === provider && known.available);
    if (!found) await this.detect();
  }

  #connectorFor(provider: Provider): Connector | undefined {
    return this.#options.connectors.find((connector) => connector.provider === provider);
  }

  #connectorOf(agent: string): Connector | undefined {
    return this.#options.connectors.find((connector) => connector.owns(agent));
  }

  #connectorOfSession(sessionId: string): Connector | undefined {
    const provider = this.#options.registry.summary(sessionId)?.provider;
    return provider && this.#connectorFor(provider);
  }
}
