import { fileURLToPath } from "node:url";
import { noAuthWarning } from "./auth.ts";
import { canOpenBrowser, openBrowser } from "./browser.ts";
import { endAgents } from "./end-agents.ts";
import { watchHealth } from "./health-watch.ts";
import type { Home } from "./home.ts";
import { logTail } from "./log-tail.ts";
import { requestLoginLink } from "./login-link.ts";
import { serverArgs } from "./options.ts";
import type { ServerOptions } from "./options.ts";
import { createRestartPolicy } from "./restart-policy.ts";
import { startServerProcess } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import { ensureToken } from "./token-file.ts";
import { within } from "./within.ts";

/** Set for the server: the process that restarts it, so that who stops the server stops that. */
export const SUPERVISOR_PID = "ORBITDOCK_SUPERVISOR_PID";

const timings = {
  restartDelays: undefined as readonly number[] | undefined,
  /** From its start until the server must be ready. */
  startMs: 30_000,
  /** From SIGTERM until SIGKILL. */
  stopMs: 5_000,
  healthEveryMs: 5_000,
  healthTimeoutMs: 5_000,
};

/** Milliseconds, all of them. */
export type SupervisorTimings = typeof timings;

export interface SupervisorOptions {
  options: ServerOptions;
  home: Home;
  /** Takes whole lines, for stdout and stderr. */
  out(line: string): void;
  err(text: string): void;
  env?: Record<string, string | undefined>;
  /** The server got ready for the first time. */
  onReady?(url: string): void;
  /** What runs the server; its options are added. */
  command?: readonly string[];
  timings?: Partial<SupervisorTimings>;
}

export interface Supervisor {
  /** Resolves with the exit code when all is over. */
  done: Promise<number>;
  /** Asks it to stop in order; asked a second time, it stops at once. */
  stop(): void;
}

const serverCommand = () => [
  process.execPath,
  fileURLToPath(new URL("../main.ts", import.meta.url)),
];

type Life = { how: string; restart: boolean };

/** Runs the server, and again where it fails, until it is told to stop. */
export function supervise(supervised: SupervisorOptions): Supervisor {
  const { options, home, out, err, env = process.env, command = serverCommand() } = supervised;
  const timing = { ...timings, ...supervised.timings };
  const policy = createRestartPolicy(timing.restartDelays);
  const stopping = Promise.withResolvers<void>();
  const atOnce = Promise.withResolvers<void>();
  let stops = 0;
  let port = options.port;
  let announced = false;
  let child: ServerProcess | undefined;

  const announce = async (url: string) => {
    if (announced) return err(`OrbitDock restarted at ${url}\n`);
    announced = true;
    out(`OrbitDock ready at ${url}`);
    supervised.onReady?.(url);
    try {
      const link = options.noAuth ? `${url}/` : await requestLoginLink(url, ensureToken(home));
      if (stops > 0) return;
      out(`Open ${link}`);
      if (!options.noOpen && canOpenBrowser(env)) await openBrowser(link, env);
    } catch (error) {
      err(`No link to the dashboard: ${text(error)}. Try: orbitdock open\n`);
    }
  };

  const live = async (): Promise<Life> => {
    const server = startServerProcess({
      command: [...command, ...serverArgs({ ...options, port, dataDir: home.dir })],
      env: { ...env, [SUPERVISOR_PID]: String(process.pid) },
      onLine: out,
      onErrorOutput: err,
    });
    child = server;
    let killedFor: string | undefined;
    const kill = (why: string) => {
      killedFor = why;
      server.kill("SIGKILL");
    };
    const startMs = timing.startMs;
    const tooLate = setTimeout(() => kill(`not ready after ${startMs / 1000} s`), startMs);
    let health: { stop(): void } | undefined;
    let over = false;
    void server.ready.then((url) => {
      clearTimeout(tooLate);
      if (over) return;
      // The same port after a restart: browsers and scripts know it by then.
      port = Number(new URL(url).port || 80);
      policy.ready(Date.now());
      health = watchHealth({
        url,
        everyMs: timing.healthEveryMs,
        timeoutMs: timing.healthTimeoutMs,
        misses: 3,
        unhealthy: (problem) => kill(`three health checks failed in a row: ${problem}`),
      });
      return announce(url);
    });
    if (stops > 0) server.kill("SIGTERM");
    const { how, restart } = await server.ended;
    over = true;
    child = undefined;
    clearTimeout(tooLate);
    health?.stop();
    return { how: killedFor ?? how, restart };
  };

  const run = async (): Promise<number> => {
    if (options.noAuth) err(`${noAuthWarning}\n`);
    for (;;) {
      const life = await live();
      if (stops > 0) return finish();
      if (life.how === "exit code 0") {
        // Not by us, so the agents may be another server's by now.
        err("The server was stopped.\n");
        sayAgentsGoOn();
        return 0;
      }
      const delay = life.restart ? policy.ended(Date.now()) : null;
      if (delay === null) return giveUp(life);
      const seconds = delay / 1000;
      err(
        `The server ended (${life.how}); restart ${policy.restarts} of 3 in ${seconds} s. The agents go on meanwhile.\n`,
      );
      await within(stopping.promise, delay);
      if (stops > 0) return finish();
    }
  };

  const finish = async (): Promise<number> => {
    if (options.keepAgents) return 0;
    try {
      await endAgents(home.hostSocket);
      return 0;
    } catch (error) {
      err(`The agents could not be ended: ${text(error)}\n`);
      return 1;
    }
  };

  const giveUp = (life: Life): number => {
    const tail = logTail(home.logFile, 20);
    const before = policy.restarts > 0 ? ` after ${policy.restarts} restarts` : "";
    err(`OrbitDock stopped${before}: the server ended (${life.how}).\n`);
    if (tail.length > 0) err(`The last lines of ${home.logFile}:\n  ${tail.join("\n  ")}\n`);
    sayAgentsGoOn();
    return 1;
  };

  const sayAgentsGoOn = () => {
    const found = "`orbitdock start` finds them again, `orbitdock stop` ends them.";
    if (announced) err(`Agents that were running go on: ${found}\n`);
  };

  const stop = () => {
    stops += 1;
    stopping.resolve();
    if (stops > 1) {
      child?.kill("SIGKILL");
      atOnce.resolve();
      return;
    }
    const server = child;
    if (server === undefined) return;
    server.kill("SIGTERM");
    const timer = setTimeout(() => server.kill("SIGKILL"), timing.stopMs);
    void server.ended.then(() => clearTimeout(timer));
  };

  const done = Promise.race([
    run().catch((error: unknown) => {
      err(`OrbitDock could not be started: ${text(error)}\n`);
      return 1;
    }),
    atOnce.promise.then(() => 130),
  ]);
  return { done, stop };
}

/** A terminal and those who pass its signals on may tell us of one Ctrl-C twice. */
const SAME_SIGNAL_MS = 250;

/** Supervises with this process' own stdout, stderr and signals; resolves with the exit code. */
export async function runSupervisor(
  options: ServerOptions,
  home: Home,
  more: Pick<SupervisorOptions, "env" | "onReady"> = {},
): Promise<number> {
  const supervisor = supervise({
    ...more,
    options,
    home,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (part) => process.stderr.write(part),
  });
  let last = Number.NEGATIVE_INFINITY;
  const onSignal = () => {
    const now = performance.now();
    if (now - last > SAME_SIGNAL_MS) supervisor.stop();
    last = now;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const code = await supervisor.done;
  for (const signal of signals) process.off(signal, onSignal);
  return code;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
