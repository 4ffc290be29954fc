import {
  type AgentInfo,
  connectHost,
  ensureHost,
  type Entry,
  type HostClosed,
  type HostConnection,
} from "@orbitdock/agent-host";
import { type Connector, ConnectorError, type Heard, type WriteLine } from "@orbitdock/connectors";
import type { AgentInput, OutboxEntry } from "@orbitdock/core";
import type { Model, Provider, ProviderInfo, RateLimit, SessionSummary } from "@orbitdock/protocol";
import type { SessionActor } from "../session/actor.ts";
import type { Clock } from "../session/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { Logger } from "../shell/log.ts";
import type { AgentOffset, Restored, Store } from "../store/store.ts";
import { exitError } from "./exit-error.ts";
import { Queries } from "./queries.ts";
import { SpacedQueue } from "./spaced-queue.ts";

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
  #host: HostConnection | null = null;
  /** The process that each agent name stands for now. */
  readonly #running = new Map<string, string>();
  readonly #starting = new Map<string, Promise<string>>();
  /** Agents whose end is being written before the host lets go of their log. */
  readonly #forgetting = new Map<string, Promise<void>>();
  /** The newest entry of each agent that was handled in this life or the last. */
  readonly #handled = new Map<string, AgentOffset>();
  /** Effects that the agent-host has not taken yet. */
  readonly #outbox = new Map<string, OutboxEntry>();
  readonly #queues = new Map<string, SpacedQueue>();
  readonly #queries = new Queries();
  #stopped = false;

  providers: ProviderInfo[] = [];
  rateLimits: RateLimit[] = [];

  constructor(options: RunnerOptions) {
    this.#options = options;
    for (const offset of options.restored.offsets) this.#handled.set(offset.agent, offset);
    for (const entry of options.restored.outbox) this.#outbox.set(entry.id, entry);
    options.store.onCommitted((offsets) => {
      for (const { agent, instance, offset } of offsets)
        if (this.#running.get(agent) === instance) this.#host?.commit(agent, instance, offset);
    });
  }

  get hostStatus(): { connected: boolean; pid: number | null; agents: number } {
    return {
      connected: this.#host !== null,
      pid: this.#host?.host.pid ?? null,
      agents: this.#running.size,
    };
  }

  /** Looks for the agents on this machine. */
  async detect(): Promise<void> {
    const { connectors, onStatus } = this.#options;
    this.providers = await Promise.all(connectors.map((connector) => connector.detect()));
    onStatus();
  }

  /** Attaches to the agent-host (starting it if need be) and takes up where the last server left. */
  async attach(): Promise<void> {
    const { socketPath, hostLogPath, instanceId } = this.#options;
    await ensureHost({ socketPath, logPath: hostLogPath });
    const host = await connectHost({
      socketPath,
      server: instanceId,
      onEntry: (entry) => this.#hear(entry),
      onClosed: (closed) => this.#closed(closed),
    });
    this.#host = host;
    this.#running.clear();
    for (const found of host.agents) {
      if (!this.#connectorOf(found.agent)) continue;
      if (found.alive || this.#unheard(found)) this.#running.set(found.agent, found.instance);
      else await host.forget(found.agent, found.instance);
    }
    await this.#adopt();
    for (const agent of this.#running.keys()) await this.#replay(agent);
    for (const entry of this.#outbox.values()) this.#enqueue(entry);
    this.#options.onStatus();
  }

  /** The same, again and again until it succeeds. */
  attachOrRetry(): Promise<void> {
    return this.#reattach(0);
  }

  /** Carries effects out once they are durable (or known to have to wait for the disk). */
  perform(entries: OutboxEntry[]): void {
    for (const entry of entries) this.#outbox.set(entry.id, entry);
    void this.#options.store.durable().then(() => {
      for (const entry of entries) this.#enqueue(entry);
    });
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

  async #modelsOf(connector: Connector): Promise<Model[]> {
    const id = this.#options.clock.nextId();
    const agent = connector.agentFor("");
    await this.#ensure(connector, agent);
    const answer = this.#queries.open(id);
    this.#write(agent, connector.query(agent, { id, type: "models" }));
    return answer;
  }

  /** Leaves the agents to the host. */
  stop(): void {
    this.#stopped = true;
    for (const queue of this.#queues.values()) queue.clear();
    this.#queries.failAll("The server is stopping.");
    this.#host?.close();
    this.#host = null;
  }

  #closed(closed: HostClosed): void {
    this.#host = null;
    if (this.#stopped) return;
    if (closed.reason === "taken_over") return this.#options.onTakenOver();
    this.#options.log.error("lost the agent-host", { error: closed.error });
    this.#options.onStatus();
    void this.#reattach(0);
  }

  async #reattach(attempt: number): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.attach();
    } catch (error) {
      this.#options.log.error("could not reach the agent-host", { error });
      const pause = reattachPauses[Math.min(attempt, reattachPauses.length - 1)] ?? 0;
      await Bun.sleep(pause);
      await this.#reattach(attempt + 1);
    }
  }

  /** Brings the sessions that run into memory, and tells those whose agent is gone. */
  async #adopt(): Promise<void> {
    const { registry, connectors } = this.#options;
    const begun = new Set(
      [...this.#outbox.values()].filter(opensThread).map((entry) => entry.session_id),
    );
    const routes = new Map<string, { session_id: string; thread_id: string }[]>();
    for (const row of registry.summaries()) {
      if (!runsHere(row)) continue;
      const connector = this.#connectorFor(row.provider);
      const actor = connector ? await registry.get(row.id) : null;
      if (!connector || !actor) continue;
      const agent = connector.agentFor(row.id);
      if (!this.#running.has(agent)) {
        if (!begun.has(row.id)) actor.handle([{ type: "agent_stopped", error: goneError }]);
        continue;
      }
      const { thread_id } = actor.state;
      if (thread_id === null) continue;
      routes.set(agent, [...(routes.get(agent) ?? []), { session_id: row.id, thread_id }]);
    }
    for (const agent of this.#running.keys())
      connectors.find((one) => one.owns(agent))?.adopt(agent, routes.get(agent) ?? []);
  }

  /** Whether an agent said something (its end, at the least) that was not handled yet. */
  #unheard({ agent, instance, last_offset }: AgentInfo): boolean {
    const handled = this.#handled.get(agent);
    return handled?.instance !== instance || handled.offset < last_offset;
  }

  async #replay(agent: string): Promise<void> {
    const instance = this.#running.get(agent);
    if (instance === undefined || !this.#host) return;
    const handled = this.#handled.get(agent);
    const from = handled?.instance === instance ? handled.offset : 0;
    const real = await this.#host.replay(agent, instance, from);
    if (real.from !== from)
      this.#options.log.error("the agent-host no longer had what an agent said", {
        agent,
        asked: from,
        got: real.from,
      });
  }

  #hear(entry: Entry): void {
    const { agent, instance, offset } = entry;
    const heard: AgentOffset = { agent, instance, offset };
    this.#handled.set(agent, heard);
    const connector = this.#connectorOf(agent);
    if (!connector) return;
    switch (entry.kind) {
      case "line":
        return this.#dispatch(agent, connector.hear(agent, entry.line), heard);
      case "overlong":
        this.#options.log.error("an agent's line was too long to read", {
          agent,
          length: entry.length,
        });
        return this.#record(heard);
      case "exit":
        return this.#exited(connector, entry, heard);
    }
  }

  #dispatch(agent: string, said: Heard[], heard: AgentOffset): void {
    const bySession = new Map<string, AgentInput[]>();
    for (const one of said) {
      switch (one.type) {
        case "input": {
          const inputs = bySession.get(one.session_id);
          if (inputs) inputs.push(one.input);
          else bySession.set(one.session_id, [one.input]);
          break;
        }
        case "write":
          this.#write(agent, one.lines);
          break;
        case "rate_limits":
          this.#limits(one.limits);
          break;
        case "models":
          this.#queries.answer(one.query_id, one.models);
          break;
        case "query_failed":
          this.#queries.fail(one.query_id, one.message);
          break;
        case "unrouted":
          this.#options.log.warn("an agent's line belongs to no session", {
            agent,
            name: one.name,
            reason: one.reason,
          });
          break;
      }
    }
    // The offset goes with the last session's step: a crash in between repeats inputs that their
    // sessions then reject or have already.
    let left = bySession.size;
    for (const [sessionId, inputs] of bySession) {
      left -= 1;
      this.#input(sessionId, inputs, left === 0 ? heard : null);
    }
    if (bySession.size === 0) this.#record(heard);
  }

  #input(sessionId: string, inputs: AgentInput[], heard: AgentOffset | null): void {
    const { registry, log } = this.#options;
    const actor: SessionActor | null = registry.live(sessionId);
    if (!actor) {
      log.warn("an agent spoke of a session that is not in memory", {
        session_id: sessionId,
        inputs: inputs.map((input) => input.type),
      });
      if (heard) this.#record(heard);
      return;
    }
    const rejection = actor.handle(inputs, heard ? { heard } : {});
    if (rejection)
      log.debug("an agent's input made no sense now", {
        session_id: sessionId,
        input: inputs.at(-1)?.type,
        reason: rejection.message,
      });
  }

  #record(heard: AgentOffset): void {
    this.#options.store.append({ at: this.#options.clock.now(), heard });
  }

  #exited(connector: Connector, entry: Extract<Entry, { kind: "exit" }>, heard: AgentOffset): void {
    const { registry, store, log } = this.#options;
    const { agent, instance } = entry;
    log.warn("an agent's process ended", { agent, code: entry.code, signal: entry.signal });
    this.#running.delete(agent);
    this.#queues.get(agent)?.clear();
    connector.exited(agent);
    this.#queries.failAll("The agent's process ended.");
    for (const [id, outgoing] of this.#outbox)
      if (connector.agentFor(outgoing.session_id) === agent) this.#outbox.delete(id);
    const error = exitError(connector.provider, entry);
    for (const actor of [...registry.actors()])
      if (runsHere(actor.summary) && actor.state.provider === connector.provider)
        if (connector.agentFor(actor.id) === agent)
          actor.handle([{ type: "agent_stopped", error }]);
    this.#record(heard);
    const forgotten = store
      .durable()
      .then(() => this.#host?.forget(agent, instance))
      .catch((failure: unknown) => {
        log.warn("the agent-host would not forget an agent", { agent, error: failure });
      })
      .finally(() => this.#forgetting.delete(agent));
    this.#forgetting.set(agent, forgotten);
    this.#options.onStatus();
  }

  #enqueue(entry: OutboxEntry): void {
    if (!this.#host || !this.#outbox.has(entry.id)) return;
    const connector = this.#connectorOfSession(entry.session_id);
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
    const { log, registry } = this.#options;
    const host = this.#host;
    if (!host) return;
    try {
      let instance = this.#running.get(agent);
      if (instance === undefined) {
        // Only what opens a thread starts a process: all else was meant for the one that is gone.
        if (!opensThread(entry)) return this.#done(entry);
        instance = await this.#ensure(connector, agent);
      }
      for (const { id, data } of connector.perform(entry))
        await host.write(agent, instance, id, data);
      this.#done(entry);
    } catch (error) {
      // The connection broke: the entry stays and is sent again to the host that answers next.
      if (this.#host !== host) return;
      log.error("an effect could not be carried out", {
        session_id: entry.session_id,
        effect: entry.effect.type,
        error,
      });
      this.#done(entry);
      registry.live(entry.session_id)?.handle([{ type: "agent_failed", error: forPerson(error) }]);
    }
  }

  #done(entry: OutboxEntry): void {
    this.#outbox.delete(entry.id);
    this.#options.store.append({ at: this.#options.clock.now(), effects_done: [entry.id] });
  }

  /** The running process of this name, started if there is none. */
  async #ensure(connector: Connector, agent: string): Promise<string> {
    const running = this.#running.get(agent);
    if (running !== undefined) return running;
    let starting = this.#starting.get(agent);
    if (!starting) {
      starting = this.#start(connector, agent).finally(() => this.#starting.delete(agent));
      this.#starting.set(agent, starting);
    }
    return starting;
  }

  async #start(connector: Connector, agent: string): Promise<string> {
    const host = this.#host;
    if (!host) throw new ConnectorError("The agent-host is not reachable; trying again.");
    // The host keeps what the last process of this name said until it is known to be on disk.
    await this.#forgetting.get(agent);
    const { instance, pid } = await host.spawn({ agent, ...connector.launch(agent) });
    this.#options.log.info("started an agent", { agent, instance, pid });
    this.#running.set(agent, instance);
    await host.replay(agent, instance, 0);
    for (const { id, data } of connector.greet(agent)) await host.write(agent, instance, id, data);
    this.#options.onStatus();
    return instance;
  }

  #write(agent: string, lines: WriteLine[]): void {
    const instance = this.#running.get(agent);
    if (instance === undefined) return;
    for (const { id, data } of lines)
      this.#host?.write(agent, instance, id, data).catch((error: unknown) => {
        this.#options.log.warn("a line did not reach its agent", { agent, error });
      });
  }

  #limits(limits: RateLimit[]): void {
    const fresh = new Set(limits.map((limit) => `${limit.provider}:${limit.name}`));
    this.rateLimits = [
      ...this.rateLimits.filter((limit) => !fresh.has(`${limit.provider}:${limit.name}`)),
      ...limits,
    ];
    this.#options.onStatus();
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

const goneError = {
  message: "The agent's program ended while OrbitDock was not watching.",
  hint: "Send a message or resume the session to start it again.",
};

function opensThread(entry: OutboxEntry): boolean {
  const { type } = entry.effect;
  return type === "thread_start" || type === "thread_resume" || type === "thread_fork";
}

function runsHere(row: SessionSummary): boolean {
  return (
    row.status === "active" && row.integration_mode === "direct" && row.agent_status !== "stopped"
  );
}

function forPerson(error: unknown): { message: string; hint?: string } {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ConnectorError && error.hint !== undefined
    ? { message, hint: error.hint }
    : { message };
}
