import { Database } from "bun:sqlite";
import { accessSync, constants, existsSync, statSync, statfsSync } from "node:fs";
import { connect } from "node:net";
import { isFree } from "../free-port.ts";
import { askApi, runningServer } from "../target.ts";
import { HomeError, readToken } from "../server-home.ts";
import type { Home } from "../server-home.ts";

/** What one look at the machine found, and what to type where it is not well. */
export interface Finding {
  name: string;
  state: "ok" | "warning" | "problem";
  found: string;
  fix?: string;
}

const ok = (name: string, found: string): Finding => ({ name, state: "ok", found });
const warning = (name: string, found: string, fix: string): Finding => ({
  name,
  state: "warning",
  found,
  fix,
});
const problem = (name: string, found: string, fix: string): Finding => ({
  name,
  state: "problem",
  found,
  fix,
});

export function checkBun(wanted: string): Finding {
  if (Bun.version === wanted) return ok("bun", Bun.version);
  return warning(
    "bun",
    `${Bun.version}, not the tested ${wanted}`,
    "npm install   (in the checkout)",
  );
}

const agents = {
  codex: { variable: "ORBITDOCK_CODEX", install: "npm install -g @openai/codex && codex login" },
  claude: { variable: "ORBITDOCK_CLAUDE", install: "npm install -g @anthropic-ai/claude-code" },
} as const;

/** The agents. Codex is needed: it is the one that OrbitDock runs today. */
export async function checkAgents(env = process.env): Promise<Finding[]> {
  const found = await Promise.all(
    (["codex", "claude"] as const).map(async (name): Promise<Finding> => {
      const { variable, install } = agents[name];
      const path = env[variable] || Bun.which(name);
      if (!path) return warning(name, "not found on PATH", install);
      const version = await versionOf(path);
      if (version === null) return problem(name, `${path} --version fails`, install);
      return ok(name, `${version} (${path})`);
    }),
  );
  return found.map((finding) =>
    finding.name === "codex" && finding.state === "warning"
      ? { ...finding, state: "problem" }
      : finding,
  );
}

async function versionOf(path: string): Promise<string | null> {
  try {
    const child = Bun.spawn([path, "--version"], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
    });
    const said = (await new Response(child.stdout).text()).trim().split("\n")[0] ?? "";
    return (await child.exited) === 0 ? said : null;
  } catch {
    return null;
  }
}

/** The home directory, the token and the database in it. */
export function checkHome(home: Home): Finding[] {
  if (!existsSync(home.dir)) return [ok("home", `${home.dir} (made at the first start)`)];
  return [checkPermissions(home), checkToken(home), checkDatabase(home), checkSpace(home)];
}

function checkPermissions(home: Home): Finding {
  const { mode, uid } = statSync(home.dir);
  const bits = (mode & 0o777).toString(8);
  if (process.platform !== "win32" && uid !== process.getuid?.())
    return problem(
      "home",
      `${home.dir} belongs to uid ${uid}`,
      `sudo chown -R "$USER" ${home.dir}`,
    );
  try {
    accessSync(home.dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return problem("home", `${home.dir} cannot be written (mode ${bits})`, `chmod 700 ${home.dir}`);
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    return warning("home", `${home.dir} is open to others (mode ${bits})`, `chmod 700 ${home.dir}`);
  return ok("home", `${home.dir} (mode ${bits})`);
}

function checkToken(home: Home): Finding {
  try {
    return readToken(home) === null
      ? ok("token", "none yet (made at the first start)")
      : ok("token", `${home.tokenFile} (readable by you alone)`);
  } catch (error) {
    if (!(error instanceof HomeError)) throw error;
    return problem("token", error.message, `rm ${home.tokenFile} && orbitdock start`);
  }
}

function checkDatabase(home: Home): Finding {
  if (!existsSync(home.database)) return ok("database", "none yet (made at the first start)");
  let database: Database | undefined;
  try {
    database = new Database(home.database, { readwrite: true, create: false });
    database.run("PRAGMA busy_timeout = 2000");
    // Takes the lock that a write needs, and writes nothing.
    database.run("BEGIN IMMEDIATE");
    database.run("ROLLBACK");
    return ok("database", `${home.database} (writable)`);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return problem(
      "database",
      `${home.database}: ${said}`,
      `ls -l ${home.database}*; df -h ${home.dir}`,
    );
  } finally {
    database?.close();
  }
}

const LITTLE_BYTES = 200 * 1024 * 1024;

function checkSpace(home: Home): Finding {
  const { bavail, bsize } = statfsSync(home.dir);
  const free = bavail * bsize;
  const text = `${Math.floor(free / 1024 / 1024)} MiB free`;
  return free < LITTLE_BYTES ? warning("disk", text, `df -h ${home.dir}`) : ok("disk", text);
}

/** The server of this home or, where none runs, whether its port is free. */
export async function checkServer(home: Home, port: number): Promise<Finding> {
  const server = runningServer(home);
  if (server === null) {
    if (await isFree(port)) return ok("server", `not running; port ${port} is free`);
    return warning(
      "server",
      `not running, and another program has port ${port}`,
      "orbitdock start --port 0   (any free port)",
    );
  }
  try {
    const target = { url: server.url, token: readToken(home) };
    const { version } = (await askApi(target, "GET", "/api/status")) as { version?: string };
    return ok("server", `${version} at ${server.url}, process ${server.pid}`);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return problem("server", said, `orbitdock logs; kill ${server.supervisor_pid ?? server.pid}`);
  }
}

export async function checkHostSocket(home: Home): Promise<Finding> {
  if (process.platform !== "win32" && !existsSync(home.hostSocket))
    return ok("agent-host", "not running (started with the server)");
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(home.hostSocket);
    socket.setTimeout(2_000, () => socket.destroy(new Error("timed out")));
    socket.once("connect", () => socket.destroy());
    socket.once("close", (failed) => resolve(!failed));
    socket.once("error", () => undefined);
  });
  if (answers) return ok("agent-host", home.hostSocket);
  return warning(
    "agent-host",
    `${home.hostSocket} does not answer`,
    "orbitdock start   (starts it anew)",
  );
}
