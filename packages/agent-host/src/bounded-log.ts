import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";

/**
 * A log file that keeps its newest lines: past `maxBytes` its older half is cut off, in place, so
 * that whoever holds the file open for appending (the host's own stderr) goes on writing to it.
 * A log that cannot be written is no reason to stop: the agents matter more.
 */
export function openBoundedLog(
  path: string | undefined,
  maxBytes = 1 << 20,
): (message: string) => void {
  return (message) => {
    const line = `${new Date().toISOString()} ${message}\n`;
    if (path === undefined) {
      process.stderr.write(line);
      return;
    }
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) {
        const tail = readFileSync(path).subarray(-(maxBytes >> 1));
        writeFileSync(path, tail.subarray(tail.indexOf(10) + 1), { mode: 0o600 });
      }
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      return;
    }
  };
}
