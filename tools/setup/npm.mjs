import { spawn } from "node:child_process";
import { basename } from "node:path";
import { say } from "./root.mjs";

/**
 * Runs `npm ci` in `cwd`, showing the seconds while it works. Resolves when it succeeded; rejects
 * with a message for a person.
 */
export async function npmCi(cwd, args, what) {
  const [command, prefix, shell] = npmCommand();
  const all = [...prefix, "ci", "--no-audit", "--no-fund", "--progress=false", ...args];
  const started = Date.now();
  const child = spawn(command, all, { cwd, shell, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const stopTicking = tick(what, started);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit, signal) => resolve(exit ?? signal));
  }).finally(stopTicking);
  if (code !== 0) {
    say(Buffer.concat(output).toString());
    throw new Error(
      `npm ci stopped with ${code} while installing ${what}. The lines above say why; ` +
        "once it is put right (often: the network, or a full disk), run the same command again.",
    );
  }
  say(`Installed ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function npmCommand() {
  const path = process.env.npm_execpath;
  if (path && basename(path) === "npm-cli.js") return [process.execPath, [path], false];
  return process.platform === "win32" ? ["npm.cmd", [], true] : ["npm", [], false];
}

function tick(what, started) {
  const tty = process.stderr.isTTY;
  const timer = setInterval(
    () => {
      const line = `  … installing ${what}, ${Math.round((Date.now() - started) / 1000)} s`;
      if (tty) process.stderr.write(`\r${line}`);
      else say(line);
    },
    tty ? 250 : 5_000,
  );
  return () => {
    clearInterval(timer);
    if (tty) process.stderr.write("\r\x1b[K");
  };
}
