import type { Connector } from "@orbitdock/connectors";
import { fileURLToPath } from "node:url";
import { AgentRunner } from "./agents/runner.ts";
import { Desk } from "./api/desk.ts";
import { BoundTransport, serve } from "./api/serve.ts";
import { wallClock } from "./session/clock.ts";
import { Registry } from "./session/registry.ts";
import { createAuth } from "./shell/auth.ts";
import type { Home } from "./shell/home.ts";
import type { Log } from "./shell/log.ts";
import { createLoginCodes } from "./shell/login-codes.ts";
import { urlHost } from "./shell/loopback.ts";
import type { ServerOptions } from "./shell/options.ts";
import { serverStatus, StatusPublisher, type StatusSources } from "./status.ts";
import { openStore } from "./store/index.ts";
import { version } from "./version.ts";

/** How long the last changes may take to reach the disk when stopping, in milliseconds. */
const lastWriteMs = 4_000;

export interface RunOptions {
  home: Home;
  options: ServerOptions;
  token: string;
  log: Log;
  connectors: readonly Connector[];
  /** Another server took the agents over: this one must stop. */
  onTakenOver(): void;
}

export interface RunningServer {
  url: string;
  port: number;
  instanceId: string;
  startedAt: string;
  /** Resolves when the agents that ran before are attached again, or known to be gone. */
  attached: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Puts the rooms together and listens.
 * @throws StoreError when another server has the database, and what `Bun.serve` throws for the port.
 */
export async function runServer(run: RunOptions): Promise<RunningServer> {
  const { home, options, log } = run;
  const clock = wallClock;
  const instanceId = clock.nextId();
  const startedAt = clock.now();
  const { store, restored } = await openStore({
    path: home.database,
    log: (level, message, facts) => log[level](message, facts),
  });
  const transport = new BoundTransport();
  // Each needs the other: sessions hand effects to the runner, which hands them what agents say.
  const registry: Registry = new Registry({
    clock,
    store,
    transport,
    log,
    restored,
    perform: (entries) => runner.perform(entries),
  });
  const runner: AgentRunner = new AgentRunner({
    connectors: run.connectors,
    registry,
    store,
    clock,
    log,
    restored,
    instanceId,
    socketPath: home.hostSocket,
    hostLogPath: home.hostLogFile,
    onStatus: () => publisher.changed(),
    onTakenOver: run.onTakenOver,
  });
  const sources: StatusSources = {
    instanceId,
    startedAt,
    rehearsal: options.rehearsal,
    store,
    registry,
    runner,
    connections: () => api.connections(),
  };
  const status = () => serverStatus(sources);
  const publisher = new StatusPublisher(transport, status);
  store.onStatus(() => publisher.changed());
  const desk = new Desk({ registry, store, runner, clock, status, applied: restored.commands });
  const auth = createAuth({
    host: options.host,
    allowHost: options.allowHost,
    token: run.token,
    noAuth: options.noAuth,
  });
  const api = serve(
    {
      host: options.host,
      port: options.port,
      auth,
      codes: createLoginCodes(),
      desk,
      registry,
      log,
      version,
      instanceId,
      webRoot: fileURLToPath(new URL("../../web/dist", import.meta.url)),
      now: clock.ms,
    },
    transport,
  );
  const attached = runner.attach();
  void runner.detect();
  return {
    url: `http://${urlHost(options.host)}:${api.port}`,
    port: api.port,
    instanceId,
    startedAt,
    attached,
    stop: async () => {
      registry.flush();
      publisher.stop();
      runner.stop();
      await Promise.all([api.stop(), store.close(lastWriteMs)]);
    },
  };
}
