import { chmodSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import packageJson from "../package.json" with { type: "json" };
import { openBoundedLog } from "./bounded-log.ts";
import { Host } from "./host.ts";
import {
  checkSocketPath,
  isListening,
  prepareSocketDirectory,
  removeStaleSocket,
} from "./socket-path.ts";
import { MAX_LINE_BYTES } from "./wire.ts";

const USAGE = "usage: main.ts --socket PATH [--log PATH] [--buffer-bytes N] [--line-bytes N]";
const DEFAULT_BUFFER_BYTES = 32 << 20;
/** Grace for the agents when the host itself is asked to stop by a signal. */
const SIGNAL_GRACE_MS = 5_000;
/** A start takes milliseconds; a lock older than this was left by one that was killed. */
const STALE_LOCK_MS = 10_000;

function fail(message: string): never {
  process.stderr.write(`agent-host: ${message}\n`);
  process.exit(1);
}

function bytesOption(
  name: string,
  value: string | undefined,
  fallback: number,
  max: number,
): number {
  const bytes = value === undefined ? fallback : Number(value);
  if (!Number.isInteger(bytes) || bytes < 1024 || bytes > max)
    fail(`--${name} takes 1024 to ${max} bytes\n${USAGE}`);
  return bytes;
}

/** Two hosts that start at once must not both find the socket stale. */
function lockStart(socketPath: string): () => void {
  const lock = `${socketPath}.starting`;
  if (process.platform === "win32") return () => undefined;
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_LOCK_MS) rmdirSync(lock);
  try {
    mkdirSync(lock, { mode: 0o700 });
  } catch {
    fail(`another agent-host is starting at ${socketPath}`);
  }
  return () => rmdirSync(lock);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      socket: { type: "string" },
      log: { type: "string" },
      "buffer-bytes": { type: "string" },
      "line-bytes": { type: "string" },
    },
  });
  const socketPath = values.socket ?? fail(USAGE);
  const bufferBytes = bytesOption(
    "buffer-bytes",
    values["buffer-bytes"],
    DEFAULT_BUFFER_BYTES,
    1 << 30,
  );
  const lineBytes = bytesOption("line-bytes", values["line-bytes"], MAX_LINE_BYTES, MAX_LINE_BYTES);
  const log = openBoundedLog(values.log);

  checkSocketPath(socketPath);
  prepareSocketDirectory(socketPath);
  const unlock = lockStart(socketPath);
  const server = createServer((socket) => host.accept(socket));
  const host = new Host({
    bufferBytes,
    lineBytes,
    version: packageJson.version,
    log,
    ended: () => server.close(() => process.exit(0)),
  });
  try {
    if (await isListening(socketPath))
      throw new Error(`an agent-host runs at ${socketPath} already`);
    removeStaleSocket(socketPath);
    // Narrowed only for the socket: the agents inherit the user's own mask.
    const umask = process.umask(0o177);
    const listening = new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socketPath, resolve);
    });
    process.umask(umask);
    await listening;
    if (process.platform !== "win32") chmodSync(socketPath, 0o600);
  } finally {
    unlock();
  }
  server.on("error", (error) => log(`socket: ${error.message}`));
  process.on("SIGHUP", () => undefined);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => host.shutdown(SIGNAL_GRACE_MS));
  // The host holds every agent's pipes: a fault in one request is logged and must not end them all.
  process.on("uncaughtException", (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on("unhandledRejection", (reason) => log(`unhandled rejection: ${String(reason)}`));
  log(`agent-host ${packageJson.version} listens at ${socketPath}, pid ${process.pid}`);
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
