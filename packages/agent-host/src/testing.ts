import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectHost } from "./client.ts";
import type { Entry, HostClosed, HostConnection } from "./client.ts";
import { hostEntry } from "./ensure.ts";
import { isListening } from "./socket-path.ts";
import type { SpawnSpec } from "./wire.ts";

const DEADLINE_MS = 30_000;

type Truthy<T> = Exclude<T, false | undefined | null | 0 | "">;

/** Waits until `check` gives something truthy, looking every few milliseconds; fails after 10 s. */
export async function until<T>(what: string, check: () => T | Promise<T>): Promise<Truthy<T>> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await check();
    if (value) return value as Truthy<T>;
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether a process of that id runs; one that is dead and not reaped yet does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** A server's end of the wire that remembers what it was told. */
export interface TestServer extends HostConnection {
  entries: Entry[];
  closed: HostClosed | undefined;
}

/** A real host process in a folder of its own, gone at the end of `await using`. */
export interface TestHost extends AsyncDisposable {
  folder: string;
  socketPath: string;
  process: ChildProcess;
  stderr(): string;
  attach(server?: string, onEntry?: (entry: Entry) => void): Promise<TestServer>;
  raw(): Promise<RawPeer>;
}

/** A bare socket, to say what a client of ours never would. */
export interface RawPeer {
  socket: Socket;
  received(): string;
  closed(): boolean;
}

export function program(agent: string, command: string, ...args: string[]): SpawnSpec {
  return { agent, command, args, cwd: tmpdir(), env: { PATH: process.env["PATH"] ?? "" } };
}

export const sh = (agent: string, script: string): SpawnSpec => program(agent, "sh", "-c", script);
export const bun = (agent: string, script: string): SpawnSpec =>
  program(agent, process.execPath, "-e", script);

export function startProcess(...args: string[]): { child: ChildProcess; stderr: () => string } {
  const child = spawn(process.execPath, [fileURLToPath(hostEntry), ...args], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { child, stderr: () => said };
}

export function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

export async function startHost(...options: string[]): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), "agent-host-"));
  const socketPath = join(folder, "host.sock");
  const { child, stderr } = startProcess("--socket", socketPath, ...options);
  await until("the host listens", () => isListening(socketPath));
  return {
    folder,
    socketPath,
    process: child,
    stderr,
    attach: async (server = "test", onEntry) => {
      const told: { entries: Entry[]; closed: HostClosed | undefined } = {
        entries: [],
        closed: undefined,
      };
      const connection = await connectHost({
        socketPath,
        server,
        onEntry: onEntry ?? ((entry) => void told.entries.push(entry)),
        onClosed: (closed) => (told.closed = closed),
      });
      return Object.assign(told, connection);
    },
    raw: async () => {
      const socket = connect(socketPath);
      let received = "";
      let closed = false;
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      socket.on("error", () => (closed = true));
      socket.on("close", () => (closed = true));
      await new Promise((resolve) => socket.once("connect", resolve));
      return { socket, received: () => received, closed: () => closed };
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const killer = await connectHost({
          socketPath,
          server: "end",
          onEntry: () => {},
          onClosed: () => {},
        });
        await killer.shutdown(0);
      }
      await exited(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The text of the line entries among `entries`. */
export function linesOf(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === "line" ? [entry.line] : []));
}
