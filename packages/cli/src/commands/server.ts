import { CliError } from "../cli-error.ts";
import { command, does } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import { isAlive, readToken } from "../server-home.ts";
import type { ServerFile } from "../server-home.ts";
import { askApi, homeOf, notRunning, settledServer, targetOf } from "../target.ts";
import type { Target } from "../target.ts";

interface StartOptions extends CommonOptions {
  port?: string;
  host?: string;
  open: boolean;
  auth: boolean;
  allowHost?: string[];
  keepAgents?: boolean;
  rehearsal?: boolean;
}

export const start = does<StartOptions>(
  command("start", "start the server here and stay with it; Ctrl-C stops it and its agents", [
    "orbitdock start",
    "orbitdock start --rehearsal          # a small fleet at work, without any account",
    "orbitdock start --port 0 --no-open   # any free port",
    "orbitdock start --host 0.0.0.0 --allow-host dock.example",
  ])
    .option("--port <port>", "0 takes a free one (default: 4000)")
    .option("--host <host>", "address to listen at (default: 127.0.0.1)")
    .option("--no-open", "do not open the browser")
    .option("--no-auth", "let everyone in; loopback only, and rarely wise")
    .option("--allow-host <name>", "another name the server is known by; again for more", append)
    .option("--keep-agents", "leave the agents running when the server is stopped")
    .option("--rehearsal", "try it out: scripted model, throw-away home and repository"),
  async (terminal, options) => {
    const { startServer } = await import("../start-server.ts");
    process.exitCode = await startServer(terminal, options, {
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.allowHost === undefined ? {} : { allowHost: options.allowHost }),
      noOpen: !options.open,
      noAuth: !options.auth,
      keepAgents: options.keepAgents === true,
      rehearsal: options.rehearsal === true,
    });
  },
);

function append(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** The supervisor's own time to stop a server, and its agents after that, in milliseconds. */
const STOP_MS = 12_000;

export const stop = does<CommonOptions>(
  command("stop", "stop the server of this home, and its agents", ["orbitdock stop"]),
  async (terminal, options) => {
    const home = homeOf(options);
    const { endAgents } = await import("../server-start.ts");
    const server = await settledServer(home);
    if (server === null) {
      const { existsSync } = await import("node:fs");
      if (!existsSync(home.hostSocket)) throw notRunning(home);
      await endAgents(home.hostSocket);
      terminal.value({ stopped: null });
      terminal.line("No server was running; the agents it had left are ended.");
      return;
    }
    await verify({ url: server.url, token: readToken(home) }, server);
    const pid = server.supervisor_pid ?? server.pid;
    process.kill(isAlive(pid) ? pid : server.pid, "SIGTERM");
    const deadline = performance.now() + STOP_MS;
    while (isAlive(pid) || isAlive(server.pid)) {
      if (performance.now() > deadline)
        throw new CliError(
          "failed",
          `Process ${pid} does not end. Type: kill -9 ${pid} ${server.pid}`,
        );
      await Bun.sleep(20);
    }
    if (server.supervisor_pid === null) await endAgents(home.hostSocket);
    terminal.value({ stopped: server.pid });
    terminal.line("OrbitDock stopped.");
  },
);

/** Process ids are used again: only one that answers as this very server is told to end. */
async function verify(target: Target, server: ServerFile): Promise<void> {
  const status = (await askApi(target, "GET", "/api/status").catch((error: unknown) => {
    if (error instanceof CliError && error.code === "not_running") return null;
    throw error;
  })) as { instance_id?: unknown } | null;
  if (status?.instance_id === server.instance_id) return;
  throw new CliError(
    "failed",
    `Process ${server.pid} does not answer at ${server.url} as the server of this home. If it is one (look with: ps -p ${server.pid}), type: kill ${server.pid}`,
  );
}

export const open = does<CommonOptions & { open: boolean }>(
  command("open", "open the dashboard by a new one-time link, and print it", [
    "orbitdock open",
    "orbitdock open --no-open   # only print it",
  ]).option("--no-open", "only print the link"),
  async (terminal, options) => {
    const target = targetOf(options);
    const { code } = (await askApi(target, "POST", "/api/login-codes")) as { code: string };
    const url = `${target.url}/login?code=${code}`;
    terminal.value({ url });
    terminal.line(url);
    const { canOpenBrowser, openBrowser } = await import("../server-start.ts");
    if (options.open && canOpenBrowser(process.env)) await openBrowser(url);
  },
);
