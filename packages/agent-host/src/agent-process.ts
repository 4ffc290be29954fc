import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { HeldLog } from "./held-log.ts";
import { LineSplitter } from "./line-splitter.ts";
import { StderrTail } from "./stderr-tail.ts";
import { killGroup } from "./kill-group.ts";
import { WrittenIds } from "./written-ids.ts";
import { OVERLONG_HEAD_BYTES } from "./wire.ts";
import type { AgentInfo, ExitBody, SpawnSpec } from "./wire.ts";

const STDERR_TAIL_BYTES = 16 << 10;
const REMEMBERED_WRITES = 8192;
/** What may wait for the agent to read its stdin; one longest write always fits. */
const STDIN_QUEUE_BYTES = 32 << 20;
/** How long the pipes must be quiet after the exit before a descendant that keeps them open is left alone. */
const LINGER_TICK_MS = 250;
const LINGER_QUIET_TICKS = 2;
/** What is read at most after the exit, full log or not: a pipe's content is far less. */
const LINGER_BYTES = 4 << 20;

export interface AgentLimits {
  /** Uncommitted output held before the agent's stdout is no longer read, in bytes. */
  bufferBytes: number;
  /** Longest line delivered whole, in bytes. */
  lineBytes: number;
}

export interface AgentEvents {
  /** The log has grown. */
  grown(): void;
  /** The exit entry is in the log; nothing follows it. */
  gone(exit: ExitBody): void;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What came of a write. Only `accepted` and `repeated` mean that the agent has it or will have it. */
export type WriteOutcome = "accepted" | "repeated" | "agent_gone" | "stdin_closed" | "queue_full";

/** One life of one child process: its pipes, its log, its end. */
export class AgentProcess {
  readonly id: string;
  readonly instance = randomUUID();
  readonly pid: number;
  readonly log: HeldLog;
  readonly #child: Child;
  readonly #limits: AgentLimits;
  readonly #events: AgentEvents;
  readonly #written = new WrittenIds(REMEMBERED_WRITES);
  readonly #stderr = new StderrTail(STDERR_TAIL_BYTES);
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #stdinOpen = true;
  #stdinQueued = 0;
  #exit: { code: number | null; signal: string | null } | undefined;
  /** Bytes read from stdout and stderr. */
  #read = 0;
  #readAtExit = 0;
  #openPipes = 2;
  #alive = true;
  #paused = false;
  #ending = false;

  /** Takes over a child that has just been started; use `startAgent`. */
  constructor(child: Child, pid: number, id: string, limits: AgentLimits, events: AgentEvents) {
    this.#child = child;
    this.pid = pid;
    this.id = id;
    this.#limits = limits;
    this.#events = events;
    this.log = new HeldLog(id);
    const lines = new LineSplitter(
      { maxBytes: limits.lineBytes, headBytes: OVERLONG_HEAD_BYTES },
      {
        line: (bytes, start, end) => this.log.append("o", bytes, start, end),
        overlong: (length, head) => {
          const body = Buffer.concat([Buffer.from(`${length} `), head]);
          this.log.append("l", body, 0, body.length);
        },
      },
    );
    child.stdout.on("data", (chunk: Buffer) => {
      this.#read += chunk.length;
      lines.push(chunk);
      this.#events.grown();
      this.#regulate();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#read += chunk.length;
      this.#stderr.push(chunk);
    });
    child.stdout.on("close", () => lines.end());
    for (const pipe of [child.stdout, child.stderr]) {
      pipe.on("error", () => pipe.destroy());
      pipe.on("close", () => {
        this.#openPipes -= 1;
        this.#settle();
      });
    }
    child.stdin.on("error", () => {
      this.#stdinOpen = false;
    });
    child.on("exit", (code, signal) => this.#exited(code, signal));
  }

  /** False once the exit entry is in the log. */
  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get ending(): boolean {
    return this.#ending;
  }

  get stdinQueued(): number {
    return this.#stdinQueued;
  }

  info(): AgentInfo {
    return {
      agent: this.id,
      instance: this.instance,
      pid: this.pid,
      alive: this.#alive,
      first_offset: this.log.committed + 1,
      last_offset: this.log.last,
    };
  }

  /** Writes `data` and a newline to stdin, once per id. */
  write(id: string, data: string): WriteOutcome {
    if (this.#written.has(id)) return "repeated";
    if (this.#exit !== undefined || !this.#alive) return "agent_gone";
    if (!this.#stdinOpen) return "stdin_closed";
    const bytes = Buffer.from(`${data}\n`);
    if (this.#stdinQueued > 0 && this.#stdinQueued + bytes.length > STDIN_QUEUE_BYTES)
      return "queue_full";
    this.#stdinQueued += bytes.length;
    this.#child.stdin.write(bytes, () => {
      this.#stdinQueued -= bytes.length;
    });
    this.#written.add(id);
    return "accepted";
  }

  /** Drops what the server has made durable, and reads on if the log was full. */
  commit(offset: number): void {
    this.log.commit(offset);
    this.#regulate();
  }

  /** EOF on stdin, SIGTERM after `graceMs`, SIGKILL after `graceMs` more. A shorter second call hastens it. */
  end(graceMs: number): void {
    this.#ending = true;
    this.#stdinOpen = false;
    this.#child.stdin.end();
    if (this.#exit !== undefined) return;
    this.#after(graceMs, () => killGroup(this.pid, "SIGTERM"));
    this.#after(graceMs * 2, () => killGroup(this.pid, "SIGKILL"));
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  /** Reads stdout while there is room for it: a full log makes the agent block, and nothing is lost. */
  #regulate(): void {
    if (this.#exit !== undefined && this.#read - this.#readAtExit > LINGER_BYTES)
      this.#closePipes();
    const full = this.#exit === undefined && this.log.bytes >= this.#limits.bufferBytes;
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#child.stdout.pause();
    else this.#child.stdout.resume();
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#exit = { code, signal };
    this.#readAtExit = this.#read;
    // Whatever the agent left running in its group has lost its owner.
    killGroup(this.pid, "SIGKILL");
    this.#regulate();
    this.#settle();
    this.#linger(this.#read, 0);
  }

  #linger(seen: number, quietTicks: number): void {
    if (!this.#alive) return;
    const quiet = this.#read === seen ? quietTicks + 1 : 0;
    const now = this.#read;
    if (quiet > LINGER_QUIET_TICKS) this.#closePipes();
    else this.#after(LINGER_TICK_MS, () => this.#linger(now, quiet));
  }

  #closePipes(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  /** The exit becomes an entry when the process is gone and its pipes have been read to the end. */
  #settle(): void {
    if (this.#exit === undefined || this.#openPipes > 0 || !this.#alive) return;
    this.#alive = false;
    for (const timer of this.#timers) clearTimeout(timer);
    const exit: ExitBody = { ...this.#exit, stderr_tail: this.#stderr.text() };
    const body = Buffer.from(JSON.stringify(exit));
    this.log.append("x", body, 0, body.length);
    this.#events.gone(exit);
  }
}

/** Starts a child in a session and process group of its own; rejects with a reason for a person. */
export async function startAgent(
  spec: SpawnSpec,
  limits: AgentLimits,
  events: AgentEvents,
): Promise<AgentProcess> {
  if (!statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`the working directory ${spec.cwd} does not exist or is no directory`);
  }
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (child.pid !== undefined)
    return new AgentProcess(child, child.pid, spec.agent, limits, events);
  const cause = await new Promise<Error>((resolve) => child.once("error", resolve));
  throw new Error(`cannot start ${spec.command}: ${cause.message}`);
}
