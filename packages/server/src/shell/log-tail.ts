import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** How far back the last lines are looked for, in bytes. */
const REACH_BYTES = 64 * 1024;

/** The last lines of a log of JSON lines, as a person reads them. Empty where there is no log. */
export function logTail(file: string, lines: number): string[] {
  return tailOf(file).slice(-lines).map(readableLogLine);
}

/** `12:00:00.000 warn  message {"more":"fields"}`; a line that is no JSON stays as it is. */
export function readableLogLine(line: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { time, level, message, ...more } = fields;
  const rest = Object.keys(more).length === 0 ? "" : ` ${JSON.stringify(more)}`;
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${String(message)}${rest}`;
}

function tailOf(file: string): string[] {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - REACH_BYTES);
    const bytes = Buffer.alloc(size - from);
    const length = readSync(fd, bytes, 0, bytes.length, from);
    const lines = bytes.toString("utf8", 0, length).split("\n");
    // The first may be half a line.
    if (from > 0) lines.shift();
    return lines.filter((line) => line !== "");
  } finally {
    closeSync(fd);
  }
}
