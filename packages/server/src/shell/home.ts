import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  statSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The shortest limit of the systems we run on (macOS: 104 bytes with the closing NUL). */
const MAX_SOCKET_PATH_BYTES = 103;

const onWindows = process.platform === "win32";

/** Where everything of one OrbitDock lies. All paths are absolute. */
export interface Home {
  dir: string;
  database: string;
  logDir: string;
  logFile: string;
  hostLogFile: string;
  tokenFile: string;
  runDir: string;
  /** Where the agent-host listens: a unix socket, a named pipe on Windows. */
  hostSocket: string;
  /** What says that a server runs here; see `server-file.ts`. */
  serverFile: string;
}

/** Something about the home directory that a person must mend; the message says how. */
export class HomeError extends Error {
  override name = "HomeError";
}

/** The home directory that is meant: `--data-dir`, else `ORBITDOCK_HOME`, else `~/.orbitdock`. */
export function homeDirectory(
  dataDir: string | undefined,
  env: Record<string, string | undefined> = process.env,
): string {
  const chosen = dataDir || env["ORBITDOCK_HOME"];
  return chosen ? resolve(chosen) : join(env["HOME"] || homedir(), ".orbitdock");
}

/** The paths of the home at `dir`. Touches nothing. */
export function homeAt(dir: string): Home {
  const home = resolve(dir);
  const logDir = join(home, "logs");
  const runDir = join(home, "run");
  return {
    dir: home,
    database: join(home, "orbitdock.db"),
    logDir,
    logFile: join(logDir, "server.log"),
    hostLogFile: join(logDir, "agent-host.log"),
    tokenFile: join(home, "auth-token"),
    runDir,
    hostSocket: socketPath(home, join(runDir, "agent-host.sock")),
    serverFile: join(runDir, "server.json"),
  };
}

/**
 * Makes the home where it is missing, readable by its owner alone, and gives its paths.
 * @throws HomeError when it cannot be made, or when others could reach into it.
 */
export function openHome(dir: string): Home {
  const home = homeAt(dir);
  makePrivate(home.dir, "home directory");
  makeOwn(home.logDir);
  makeOwn(home.runDir);
  const socketDir = dirname(home.hostSocket);
  if (!onWindows && socketDir !== home.runDir) makeOwn(socketDir);
  makeDatabaseFile(home.database);
  return home;
}

/** SQLite gives its side files the mode of the database, so it is enough to make this one first. */
function makeDatabaseFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch {
    // Not a file, or not writable: sessions run all the same, and the store says what to do.
  }
}

/** A home that was there before keeps its mode, unless it is empty: it may be someone's project. */
function makePrivate(dir: string, what: string): void {
  const made = makeDirectory(dir);
  if (onWindows) return;
  const { mode } = ownedByUs(dir, what);
  if (made || readdirSync(dir).length === 0) chmodSync(dir, 0o700);
  else if ((mode & 0o002) !== 0)
    throw new HomeError(
      `Everyone on this machine can write to ${dir}. Choose a directory of your own with --data-dir, or type: chmod 700 ${dir}`,
    );
}

/** A directory that only we use: narrowed when it is too open, refused when it is not ours. */
function makeOwn(dir: string): void {
  makeDirectory(dir);
  if (onWindows) return;
  const { mode } = ownedByUs(dir, "directory");
  if ((mode & 0o077) !== 0) chmodSync(dir, 0o700);
}

function makeDirectory(dir: string): boolean {
  if (existsSync(dir)) return false;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return true;
  } catch (error) {
    throw new HomeError(
      `${dir} could not be made (${reason(error)}). Choose another directory with --data-dir or ORBITDOCK_HOME.`,
    );
  }
}

function ownedByUs(dir: string, what: string): { mode: number } {
  const found = statSync(dir);
  if (!found.isDirectory())
    throw new HomeError(
      `${dir} is not a directory. Move it away, or choose another with --data-dir.`,
    );
  if (found.uid !== process.getuid?.())
    throw new HomeError(
      `The ${what} ${dir} belongs to another user (uid ${found.uid}). Choose one of your own with --data-dir.`,
    );
  return { mode: found.mode };
}

function socketPath(home: string, natural: string): string {
  const hash = new Bun.CryptoHasher("sha256").update(home).digest("hex").slice(0, 16);
  if (onWindows) return `\\\\.\\pipe\\orbitdock-${hash}`;
  if (Buffer.byteLength(natural) <= MAX_SOCKET_PATH_BYTES) return natural;
  // Not TMPDIR: a server started from another terminal must find the same agent-host.
  const temporary = existsSync("/tmp") ? "/tmp" : tmpdir();
  return join(temporary, `orbitdock-${process.getuid?.() ?? 0}-${hash}`, "agent-host.sock");
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
