import { CliError } from "./cli-error.ts";
import { homeAt, homeDirectory, isAlive, readServerFile, readToken } from "./server-home.ts";
import type { Home, ServerFile } from "./server-home.ts";

/** Options that say which server is meant. */
export interface TargetOptions {
  url?: string;
  token?: string;
  dataDir?: string;
}

/** A server to talk to. */
export interface Target {
  /** `http(s)://host:port`, without a slash at the end. */
  url: string;
  /** Null where the server may need none (`--no-auth`). */
  token: string | null;
}

export function homeOf(options: TargetOptions): Home {
  return homeAt(homeDirectory(options.dataDir));
}

/**
 * The server that is meant: `--url`, else ORBITDOCK_URL, else the one that runs in the home.
 * @throws CliError `not_running`, `usage`
 */
export function targetOf(options: TargetOptions, env = process.env): Target {
  const home = homeOf(options);
  const given = options.url || env["ORBITDOCK_URL"];
  const token = options.token || env["ORBITDOCK_TOKEN"] || readToken(home);
  if (given) {
    const url = URL.parse(given);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new CliError("usage", `--url takes an address such as http://host:4000, not ${given}`);
    return { url: url.origin, token };
  }
  const server = runningServer(home);
  if (server === null) throw notRunning(home);
  return { url: server.url, token };
}

/** The server of this home as far as its file and process id tell, or null. */
export function runningServer(home: Home): ServerFile | null {
  const server = readServerFile(home);
  return server !== null && isAlive(server.pid) ? server : null;
}

/** How long a supervisor may take to bring a server back, in milliseconds. */
const RESTART_MS = 10_000;

/** The same, but a server that its supervisor is just bringing back is waited for. */
export async function settledServer(home: Home): Promise<ServerFile | null> {
  const deadline = performance.now() + RESTART_MS;
  for (;;) {
    const server = runningServer(home);
    const supervisor = readServerFile(home)?.supervisor_pid ?? null;
    if (server !== null || supervisor === null || !isAlive(supervisor)) return server;
    if (performance.now() > deadline) return null;
    await Bun.sleep(50);
  }
}

export function notRunning(home: Home): CliError {
  return new CliError(
    "not_running",
    `OrbitDock is not running (home: ${home.dir}). Start it with: orbitdock start`,
  );
}

/** Asks the HTTP API. @throws CliError */
export async function askApi(
  target: Target,
  method: "GET" | "POST",
  path: string,
): Promise<unknown> {
  const headers = target.token === null ? {} : { authorization: `Bearer ${target.token}` };
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(10_000);
    answer = await fetch(`${target.url}${path}`, { method, headers, signal });
  } catch (error) {
    throw unreachable(target, error);
  }
  const body = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
  if (answer.ok && body !== null) return body;
  const message = typeof body?.["message"] === "string" ? body["message"] : null;
  const code =
    answer.status === 401 ? "unauthorized" : answer.status === 403 ? "forbidden" : "failed";
  throw new CliError(code, message ?? `${target.url}${path} answered ${answer.status}`);
}

export function unreachable(target: Target, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError("not_running", `No OrbitDock answers at ${target.url} (${reason})`);
}
