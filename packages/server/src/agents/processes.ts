import type { HostConnection } from "@orbitdock/agent-host";
import { type Connector, ConnectorError } from "@orbitdock/connectors";
import type { Provider } from "@orbitdock/protocol";
import type { Logger } from "../shell/log.ts";
import type { Store } from "../store/store.ts";

/** The agents' processes that the host runs for us, by the name of the agent. */
export class Processes {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #look: (provider: Provider) => Promise<void>;
  readonly #running = new Map<string, string>();
  readonly #starting = new Map<string, Promise<string>>();
  /** Agents whose end is being written before the host lets go of what they said. */
  readonly #forgetting = new Map<string, Promise<void>>();
  #host: HostConnection | null = null;

  /** @param look looks for a provider's program again, where none was found before */
  constructor(store: Store, log: Logger, look: (provider: Provider) => Promise<void>) {
    this.#store = store;
    this.#log = log;
    this.#look = look;
  }

  get host(): HostConnection | null {
    return this.#host;
  }

  get names(): string[] {
    return [...this.#running.keys()];
  }

  /** The host in reach; null forgets all of its agents. */
  reach(host: HostConnection | null): void {
    this.#host = host;
    this.#running.clear();
  }

  found(agent: string, instance: string): void {
    this.#running.set(agent, instance);
  }

  instance(agent: string): string | undefined {
    return this.#running.get(agent);
  }

  /** The running process of this name, started if there is none. */
  ensure(connector: Connector, agent: string): Promise<string> {
    const running = this.#running.get(agent);
    if (running !== undefined) return Promise.resolve(running);
    let starting = this.#starting.get(agent);
    if (!starting) {
      starting = this.#start(connector, agent).finally(() => this.#starting.delete(agent));
      this.#starting.set(agent, starting);
    }
    return starting;
  }

  /** Says the first lines to a process that runs. */
  async greet(connector: Connector, agent: string): Promise<void> {
    const instance = this.#running.get(agent);
    if (instance === undefined) return;
    for (const { id, data } of connector.greet(agent))
      await this.#host?.write(agent, instance, id, data);
  }

  /** The process ended; the host forgets it once its end is on disk. */
  ended(agent: string, instance: string): void {
    this.#running.delete(agent);
    const forgotten = this.#store
      .durable()
      .then(() => this.#host?.forget(agent, instance))
      .catch((error: unknown) =>
        this.#log.warn("the agent-host would not forget an agent", { agent, error }),
      )
      .finally(() => this.#forgetting.delete(agent));
    this.#forgetting.set(agent, forgotten);
  }

  async #start(connector: Connector, agent: string): Promise<string> {
    // The host keeps what the last process of this name said until it is known to be on disk.
    await this.#forgetting.get(agent);
    await this.#look(connector.provider);
    const host = this.#host;
    if (!host) throw new ConnectorError("The agent-host is not reachable; trying again.");
    const { instance, pid } = await host.spawn({ agent, ...connector.launch(agent) });
    this.#log.info("started an agent", { agent, instance, pid });
    this.#running.set(agent, instance);
    await host.replay(agent, instance, 0);
    await this.greet(connector, agent);
    return instance;
  }
}
