import { within } from "./within.ts";

/** The exit code of a server that a restart would not help: a wrong option, a port that is taken. */
export const EXIT_NO_RESTART = 78;

const READY = /^OrbitDock ready at (http:\/\/\S+)$/;

/** One life of the server's process. */
export interface ServerProcess {
  pid: number;
  /** Resolves with the server's URL when it says that it is ready; never, when it ends before. */
  ready: Promise<string>;
  /** How it ended: for a person to read, and whether starting it again may help. */
  ended: Promise<{ how: string; restart: boolean }>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

export interface ServerProcessOptions {
  command: readonly string[];
  env: Record<string, string | undefined>;
  /** Lines of stdout besides the one that says it is ready. */
  onLine(line: string): void;
  /** What it writes to stderr, as it comes. */
  onErrorOutput(text: string): void;
}

/**
 * Starts the server. It gets a process group of its own, so that Ctrl-C in a terminal reaches the
 * supervisor alone, which then stops the server in order.
 * @throws when the program cannot be started
 */
export function startServerProcess(options: ServerProcessOptions): ServerProcess {
  const child = Bun.spawn([...options.command], {
    env: options.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  const ready = Promise.withResolvers<string>();
  const stdout = readLines(child.stdout, (line) => {
    const url = READY.exec(line)?.[1];
    if (url === undefined) options.onLine(line);
    else ready.resolve(url);
  });
  const stderr = readText(child.stderr, options.onErrorOutput);
  const ended = child.exited.then(async () => {
    // A grandchild may hold the pipes open for longer than the server lives.
    await within(Promise.all([stdout, stderr]), 200);
    const how = child.signalCode ?? `exit code ${child.exitCode}`;
    return { how: String(how), restart: child.exitCode !== EXIT_NO_RESTART };
  });
  return { pid: child.pid, ready: ready.promise, ended, kill: (signal) => child.kill(signal) };
}

async function readText(
  stream: ReadableStream<Uint8Array>,
  take: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}

/** Longest part of a line that is kept, in UTF-16 code units. */
const MAX_LINE = 64 * 1024;

async function readLines(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  await readText(stream, (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()?.slice(-MAX_LINE) ?? "";
    for (const line of lines) take(line);
  });
  if (rest !== "") take(rest);
}
