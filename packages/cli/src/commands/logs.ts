import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { CliError } from "../cli-error.ts";
import { command, does } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import { readableLogLine } from "../server-home.ts";
import { homeOf } from "../target.ts";
import { printable } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

interface LogsOptions extends CommonOptions {
  follow?: boolean;
  lines: string;
}

export const logs = does<LogsOptions>(
  command("logs", "the last lines of the server's log", [
    "orbitdock logs -n 200",
    "orbitdock logs -f",
    "orbitdock logs --json | jq 'select(.level == \"error\")'",
  ])
    .option("-f, --follow", "and those that come")
    .option("-n, --lines <count>", "how many", "50"),
  async (terminal, options) => {
    const file = homeOf(options).logFile;
    const count = Number(options.lines);
    if (!Number.isInteger(count) || count < 0)
      throw new CliError("usage", `--lines takes a whole number, not ${options.lines}`);
    const reader = openReader(file);
    if (reader === null) throw new CliError("not_found", `There is no log at ${file} yet.`);
    const past = reader.read();
    for (const line of count === 0 ? [] : past.slice(-count)) show(terminal, line);
    while (options.follow) {
      await Bun.sleep(200);
      for (const line of reader.read()) show(terminal, line);
    }
    reader.close();
  },
);

function show(terminal: Terminal, line: string): void {
  if (terminal.json) process.stdout.write(`${line}\n`);
  const level = /"level":"(\w+)"/.exec(line)?.[1];
  const style = level === "error" ? "red" : level === "warn" ? "yellow" : "reset";
  terminal.line(terminal.style(style, printable(readableLogLine(line))));
}

/** How far back the first read goes, in bytes. */
const REACH_BYTES = 1024 * 1024;

/** Reads whole lines as they come, also past a rotation. */
function openReader(file: string): { read(): string[]; close(): void } | null {
  let fd: number | null = tryOpen(file);
  if (fd === null) return null;
  let at = Math.max(0, fstatSync(fd).size - REACH_BYTES);
  let rest = "";
  // The first line may be half of one.
  let skip = at > 0;
  const drain = (): string => {
    let text = "";
    const bytes = Buffer.alloc(64 * 1024);
    for (;;) {
      const length = fd === null ? 0 : readSync(fd, bytes, 0, bytes.length, at);
      if (length === 0) return text;
      at += length;
      text += bytes.toString("latin1", 0, length);
    }
  };
  return {
    read() {
      let text = drain();
      const now = statSync(file, { throwIfNoEntry: false });
      if (fd !== null && now !== undefined && now.ino !== fstatSync(fd).ino) {
        text += drain();
        closeSync(fd);
        fd = tryOpen(file);
        at = 0;
        text += drain();
      }
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (skip && lines.length > 0) skip = lines.shift() === undefined;
      return lines.map((line) => Buffer.from(line, "latin1").toString("utf8"));
    },
    close() {
      if (fd !== null) closeSync(fd);
    },
  };
}

function tryOpen(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
