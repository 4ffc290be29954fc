import { CliError, exits } from "./cli-error.ts";
import { isFree } from "./free-port.ts";
import { homeOf, settledServer } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import {
  OptionsError,
  openHome,
  parseServerOptions,
  problemOf,
  runSupervisor,
} from "./server-start.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs the server under its supervisor until it ends; resolves with the exit code. One that runs
 * here already is named, and that is no error.
 */
export async function startServer(
  terminal: Terminal,
  where: TargetOptions,
  record: Record<string, unknown>,
): Promise<number> {
  const options = optionsOf({ ...record, ...(where.dataDir ? { dataDir: where.dataDir } : {}) });
  if (options.rehearsal) {
    const { rehearse } = await import("./rehearsal/rehearse.ts");
    const port = await rehearsalPort(record["port"], options.port);
    return rehearse({ ...options, port });
  }
  const home = homeOf(where);
  const running = await settledServer(home);
  if (running !== null && (await problemOf(running.url, 2_000)) === null) {
    terminal.value({ running: true, url: running.url, pid: running.pid });
    terminal.line(`OrbitDock runs already at ${running.url} (orbitdock open: a link to it)`);
    return exits.ok;
  }
  return runSupervisor(options, openHome(home.dir));
}

/** The usual port may be the real fleet's: a rehearsal that was given none then takes a free one. */
async function rehearsalPort(asked: unknown, port: number): Promise<number> {
  return asked !== undefined || (await isFree(port)) ? port : 0;
}

function optionsOf(record: Record<string, unknown>) {
  try {
    return parseServerOptions(record);
  } catch (error) {
    if (error instanceof OptionsError) throw new CliError("usage", error.message);
    throw error;
  }
}
