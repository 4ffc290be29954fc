import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSocketPath, isListening } from "./socket-path.ts";

/** The host's program, to be run by Bun. */
export const hostEntry = new URL("./main.ts", import.meta.url);

const START_DEADLINE_MS = 5_000;
const RETRY_MS = 10;
/** How long another host, to which ours lost the race for the socket, may still take. */
const RIVAL_MS = 1_000;

export interface EnsureOptions {
  socketPath: string;
  /** The host's log; also takes its stderr. Made if missing, readable by the owner only. */
  logPath: string;
  /** The Bun to run the host with; the one running now if left out. */
  bunPath?: string;
  /** Uncommitted output held per agent, in bytes; the host's default (32 MiB) if left out. */
  bufferBytes?: number;
}

/**
 * Sees to it that a host listens at the socket: starts one, detached and in a session of its own, if
 * none does. Resolves with whether it had to; rejects within 5 s with the host's own words.
 */
export async function ensureHost(options: EnsureOptions): Promise<{ started: boolean }> {
  checkSocketPath(options.socketPath);
  if (await isListening(options.socketPath)) return { started: false };
  mkdirSync(dirname(options.logPath), { recursive: true, mode: 0o700 });
  const log = openSync(options.logPath, "a", 0o600);
  const logStart = fstatSync(log).size;
  const args = [fileURLToPath(hostEntry), "--socket", options.socketPath, "--log", options.logPath];
  if (options.bufferBytes !== undefined) args.push("--buffer-bytes", String(options.bufferBytes));
  const child = spawn(options.bunPath ?? process.execPath, args, {
    cwd: dirname(options.logPath),
    detached: true,
    windowsHide: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let deadline = Date.now() + START_DEADLINE_MS;
  let ended: string | undefined;
  const onEnd = (fate: string): void => {
    ended ??= fate;
    deadline = Math.min(deadline, Date.now() + RIVAL_MS);
  };
  child.once("error", (error) => onEnd(error.message));
  child.once("exit", (code, signal) => onEnd(`it exited with ${signal ?? `code ${code}`}`));
  child.unref();

  // One that ends may have lost a race against another server's: what counts is that one listens.
  while (!(await isListening(options.socketPath))) {
    if (Date.now() > deadline) {
      const said = readFileSync(options.logPath).subarray(logStart).toString().trim();
      const fate = ended ?? `it does not listen after ${START_DEADLINE_MS} ms`;
      throw new Error(
        `the agent-host did not start: ${fate}. ${said || `Its log is ${options.logPath}`}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  return { started: ended === undefined };
}
