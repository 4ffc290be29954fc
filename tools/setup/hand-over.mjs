import { spawn } from "node:child_process";
import { constants } from "node:os";
import { onNpmGone } from "./parent.mjs";
import { root } from "./root.mjs";

/**
 * Runs a program in our place: its terminal is ours, a signal sent to us is sent on, and we end as
 * it ended.
 */
export function handOver(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: "inherit", env });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well; twice would read as impatience.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  onNpmGone(() => child.kill("SIGTERM"));
  child.on("error", (error) => {
    process.stderr.write(`${command} could not be started in ${root}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
