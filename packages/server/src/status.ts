import type { ServerStatus } from "@orbitdock/protocol";
import type { AgentRunner } from "./agents/runner.ts";
import type { Registry } from "./session/registry.ts";
import { listTopic, type Transport } from "./session/transport.ts";
import type { Store } from "./store/store.ts";
import { version } from "./version.ts";

/** Everything a status is put together from. */
export interface StatusSources {
  instanceId: string;
  startedAt: string;
  rehearsal: boolean;
  store: Store;
  registry: Registry;
  runner: AgentRunner;
  connections(): number;
}

/** The server's own state as it is now. */
export function serverStatus(sources: StatusSources): ServerStatus {
  const { instanceId, startedAt, rehearsal, store, registry, runner } = sources;
  return {
    version,
    instance_id: instanceId,
    started_at: startedAt,
    store: store.status,
    agent_host: runner.hostStatus,
    providers: runner.providers,
    rate_limits: runner.rateLimits,
    sessions: registry.counts(),
    connections: sources.connections(),
    rss_bytes: process.memoryUsage.rss(),
    rehearsal,
  };
}

/** Gathers changes of the status for this long, in milliseconds. */
const gatherMs = 100;

/** Tells readers of the fleet when the server's own state changed. */
export class StatusPublisher {
  readonly #transport: Transport;
  readonly #status: () => ServerStatus;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(transport: Transport, status: () => ServerStatus) {
    this.#transport = transport;
    this.#status = status;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#transport.listeners(listTopic) === 0) return;
      const frame = JSON.stringify({ type: "server_status", status: this.#status() });
      this.#transport.publish(listTopic, frame);
    }, gatherMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
