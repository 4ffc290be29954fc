import { spawn } from "node:child_process";
import { root } from "../setup/root.mjs";

const running = new Set();

/**
 * Runs one command to its end in a process group of its own and gives its exit code, the seconds it
 * took and, with `collect`, what it printed (otherwise that goes straight through). Past
 * `deadlineMs` the whole group is killed and `timedOut` is true.
 */
export async function run([command, ...args], { env, collect = false, deadlineMs }) {
  const started = performance.now();
  const stdio = collect ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
  const child = spawn(command, args, { cwd: root, env, stdio, detached: true });
  running.add(child);
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, deadlineMs);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit, signal) => resolve(exit ?? signal));
  });
  clearTimeout(deadline);
  running.delete(child);
  return {
    code,
    timedOut,
    output: Buffer.concat(output).toString(),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Ends everything that runs; for when we are told to stop. */
export function stopAll() {
  for (const child of running) killGroup(child);
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
