import { codexConnector } from "@orbitdock/connectors";
import { runServer } from "./server.ts";
import { ensureToken } from "./shell/token-file.ts";
import { HomeError, homeDirectory, openHome } from "./shell/home.ts";
import { openLog } from "./shell/log.ts";
import { OptionsError, parseServerArgs } from "./shell/options.ts";
import { removeServerFile, writeServerFile } from "./shell/server-file.ts";
import { EXIT_NO_RESTART } from "./shell/server-process.ts";
import { SUPERVISOR_PID } from "./shell/supervisor.ts";
import { StoreError } from "./store/store.ts";
import { version } from "./version.ts";

/** The server's program, run by the supervisor: `bun main.ts FLAGS`. */
async function main(): Promise<void> {
  const options = parseServerArgs(process.argv.slice(2));
  const home = openHome(homeDirectory(options.dataDir));
  const token = ensureToken(home);
  const log = openLog({ file: home.logFile, secrets: [token] });
  process.on("uncaughtException", (error) => log.error("uncaught", { error }));
  process.on("unhandledRejection", (error) => log.error("unhandled", { error }));

  const server = await runServer({
    home,
    options,
    token,
    log,
    connectors: [codexConnector({ env: process.env, candidates: packagedAgents() })],
    onTakenOver: () => void stop("another server attached to the agents"),
  });

  let stopping = false;
  async function stop(why: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info("stopping", { why });
    await server.stop();
    removeServerFile(home, server.instanceId);
    await log.close();
    process.exit(0);
  }
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));

  const supervisor = Number(process.env[SUPERVISOR_PID]);
  writeServerFile(home, {
    pid: process.pid,
    supervisor_pid: Number.isInteger(supervisor) && supervisor > 1 ? supervisor : null,
    url: server.url,
    port: server.port,
    instance_id: server.instanceId,
    started_at: server.startedAt,
    version,
  });
  log.info("ready", { url: server.url, instance_id: server.instanceId, version });
  console.log(`OrbitDock ready at ${server.url}`);
}

/** Where agents lie that were installed for the tests and the rehearsal, named by whoever starts us. */
function packagedAgents(): string[] {
  const listed = process.env["ORBITDOCK_AGENT_PACKAGES"];
  return listed ? listed.split(":").filter(Boolean) : [];
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: string }).code;
  const helpless =
    error instanceof OptionsError ||
    error instanceof HomeError ||
    error instanceof StoreError ||
    code === "EADDRINUSE" ||
    code === "EACCES";
  console.error(
    code === "EADDRINUSE"
      ? `${text}\nThe port is taken. Choose another with --port, or 0 for any free one.`
      : text,
  );
  process.exit(helpless ? EXIT_NO_RESTART : 1);
});
