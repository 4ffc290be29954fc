import {
  codexHome,
  type ScriptedModel,
  startScriptedModel,
  type TomlValue,
} from "@orbitdock/rehearsal";
import { connectHost } from "@orbitdock/agent-host";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { codexPackage } from "./agents.ts";
import { until } from "./until.ts";

const serverMain = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));

export interface WorldOptions {
  /** Merged over the rehearsal's config.toml. */
  config?: Record<string, TomlValue>;
  /** Merged over the server's environment. */
  env?: Record<string, string>;
}

/** A home of OrbitDock, a scripted model and a project, all thrown away at the end. */
export class World {
  readonly dir = mkdtempSync(join(tmpdir(), "orbitdock-test-"));
  readonly home = join(this.dir, "home");
  readonly model: ScriptedModel = startScriptedModel();
  readonly #env: Record<string, string>;
  #port = 0;
  #process: Bun.Subprocess<"ignore", "pipe", "pipe"> | null = null;
  readonly output: string[] = [];

  constructor({ config = {}, env = {} }: WorldOptions = {}) {
    const dir = join(this.dir, "codex");
    const codex = codexHome({ dir, modelUrl: this.model.url, overrides: config });
    this.#env = { ...codex.env, ORBITDOCK_AGENT_PACKAGES: codexPackage, ...env };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get token(): string {
    return readFileSync(join(this.home, "auth-token"), "utf8").trim();
  }

  get pid(): number {
    if (!this.#process) throw new Error("the server does not run");
    return this.#process.pid;
  }

  /** A directory to run sessions in. */
  project(name = "project"): string {
    const dir = join(this.dir, name);
    if (!existsSync(dir)) Bun.spawnSync(["mkdir", "-p", dir]);
    return dir;
  }

  /** Starts the real server on its own, at the same port as before; resolves when it is ready. */
  async start(...flags: string[]): Promise<void> {
    const child = Bun.spawn(
      [
        process.execPath,
        serverMain,
        "--port",
        String(this.#port),
        "--data-dir",
        this.home,
        ...flags,
      ],
      {
        env: this.#env,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      },
    );
    this.#process = child;
    void this.#read(child.stderr, () => {});
    const ready = Promise.withResolvers<number>();
    void this.#read(child.stdout, (line) => {
      const port = /^OrbitDock ready at http:\/\/.*:(\d+)$/.exec(line)?.[1];
      if (port) ready.resolve(Number(port));
    });
    void child.exited.then((code) =>
      ready.reject(new Error(`the server ended with ${code}:\n${this.output.join("\n")}`)),
    );
    this.#port = await ready.promise;
  }

  /** Kills the server as nothing may: no chance to write or say goodbye. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
    this.#process = null;
  }

  /** Stops the server in order; gives its exit code. */
  async stop(): Promise<number> {
    this.#process?.kill("SIGTERM");
    const code = (await this.#process?.exited) ?? 0;
    this.#process = null;
    return code;
  }

  /** Ends all that runs and removes all that was written. */
  async dispose(): Promise<void> {
    await this.stop();
    await this.endAgents();
    await this.model.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Ends the agent-host and its agents. */
  async endAgents(): Promise<void> {
    const socketPath = join(this.home, "run", "agent-host.sock");
    if (!existsSync(socketPath)) return;
    const gone = Promise.withResolvers<void>();
    const host = await connectHost({
      socketPath,
      server: "test",
      onEntry: () => {},
      onClosed: () => gone.resolve(),
    }).catch(() => null);
    if (!host) return;
    await host.shutdown(1_000);
    await gone.promise;
  }

  /** The server's log, as far as it is written. */
  log(): string {
    const file = join(this.home, "logs", "server.log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  async healthy(): Promise<void> {
    await until("the server to answer", async () => (await fetch(`${this.url}/health`)).ok);
  }

  async #read(stream: ReadableStream<Uint8Array>, line: (text: string) => void): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) {
        this.output.push(text);
        line(text);
      }
    }
  }
}
