import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/** How long a line may wait to be written together with others. */
const DELAY_MS = 100;
/** Lines that wait while the disk does not take them, in bytes; past it they are counted and dropped. */
const MAX_WAITING_BYTES = 8_000_000;

export interface LogFileOptions {
  file: string;
  maxBytes: number;
  keep: number;
}

export interface LogFile {
  /** Takes a line without its newline. Never throws. */
  write(line: string): void;
  flush(): Promise<void>;
  flushSync(): void;
  close(): Promise<void>;
}

/** A file that lines are added to in the background, and that is rotated by size. */
export function createLogFile({ file, maxBytes, keep }: LogFileOptions): LogFile {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let handle: FileHandle | undefined;
  let size = 0;
  /** What is being written, and how long the file was before it, once that is known. */
  let inFlight: { chunk: Buffer; from: number | undefined } | undefined;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let complained = false;
  let closed = false;

  const take = (): Buffer => {
    if (dropped > 0) {
      const message = `${dropped} lines were dropped because the log could not be written`;
      waiting.push(JSON.stringify({ time: new Date().toISOString(), level: "warn", message }));
      dropped = 0;
    }
    const chunk = Buffer.from(`${waiting.join("\n")}\n`);
    waiting = [];
    waitingBytes = 0;
    return chunk;
  };

  const reopen = async (): Promise<FileHandle> => {
    handle = await open(file, "a", 0o600);
    size = (await handle.stat()).size;
    return handle;
  };

  const rotate = async (): Promise<FileHandle> => {
    await handle?.close();
    handle = undefined;
    shift(file, keep);
    return reopen();
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const chunk = take();
      inFlight = { chunk, from: undefined };
      try {
        let to = handle ?? (await reopen());
        if (size > 0 && size + chunk.length > maxBytes) to = await rotate();
        inFlight.from = size;
        await to.appendFile(chunk);
        size += chunk.length;
        complained = false;
      } catch (error) {
        dropped += chunk.toString("latin1").split("\n").length - 1;
        handle?.close().catch(() => undefined);
        handle = undefined;
        if (!complained)
          process.stderr.write(`The log ${file} cannot be written: ${String(error)}\n`);
        complained = true;
        break;
      } finally {
        inFlight = undefined;
      }
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running ??= run().finally(() => {
      running = undefined;
      if (waiting.length > 0) schedule();
    });
    return running;
  };

  const schedule = () => {
    if (timer !== undefined || running !== undefined || closed) return;
    timer = setTimeout(() => void flush(), DELAY_MS);
    timer.unref();
  };

  const flushSync = () => {
    try {
      const half = inFlight;
      if (half === undefined && waiting.length === 0) return;
      const fd = openSync(file, "a", 0o600);
      if (half !== undefined) {
        // What the background write has not brought to the file yet.
        const before = half.from ?? fstatSync(fd).size;
        const written = Math.max(0, fstatSync(fd).size - before);
        if (written < half.chunk.length) writeSync(fd, half.chunk.subarray(written));
        inFlight = undefined;
      }
      if (waiting.length > 0) writeSync(fd, take());
      closeSync(fd);
    } catch (error) {
      process.stderr.write(`The log ${file} cannot be written: ${String(error)}\n`);
    }
  };

  return {
    write(line) {
      if (closed) return;
      if (waitingBytes + line.length > MAX_WAITING_BYTES) {
        dropped += 1;
        return;
      }
      waiting.push(line);
      waitingBytes += line.length;
      schedule();
    },
    flush,
    flushSync,
    async close() {
      await flush();
      if (waiting.length > 0) await flush();
      closed = true;
      await handle?.close();
      handle = undefined;
    },
  };
}

/** server.log → server.log.1 → … ; the oldest falls off. */
function shift(file: string, keep: number): void {
  for (let age = keep - 1; age >= 1; age--) {
    const younger = age === 1 ? file : `${file}.${age - 1}`;
    if (statSync(younger, { throwIfNoEntry: false })) renameSync(younger, `${file}.${age}`);
  }
}
