import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCodex } from "@orbitdock/rehearsal";
import { codexPackage } from "../support/agents.ts";
import { until } from "../support/until.ts";
import { orbitdock } from "./run.ts";

const launcher = fileURLToPath(new URL("../../packages/cli/bin/orbitdock", import.meta.url));
const undo: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** `orbitdock start` in a home of its own; its output so far. */
function start(...flags: string[]) {
  const dir = mkdtempSync(join(tmpdir(), "orbitdock-start-"));
  const home = join(dir, "home");
  const codex = findCodex([codexPackage])?.path ?? "";
  const child = Bun.spawn([launcher, "start", "--port", "0", "--no-open", ...flags], {
    env: {
      ...process.env,
      ORBITDOCK_HOME: home,
      TMPDIR: dir,
      PATH: [dirname(codex), process.env["PATH"]].join(delimiter),
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = { out: "", err: "" };
  const read = async (stream: ReadableStream<Uint8Array>, name: "out" | "err") => {
    for await (const chunk of stream) said[name] += new TextDecoder().decode(chunk);
  };
  void read(child.stdout, "out");
  void read(child.stderr, "err");
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  undo.push(async () => {
    child.kill("SIGTERM");
    await child.exited;
  });
  const ready = () =>
    until("the ready line and the link", () => {
      const url = /^OrbitDock ready at (\S+)\nOpen \S+\/login\?code=\S+\n/.exec(said.out)?.[1];
      if (child.exitCode !== null) throw new Error(`it ended: ${said.err}`);
      return url;
    });
  return { child, home, dir, said, ready };
}

test("start serves, says so when it runs already, survives a kill, and stops", async () => {
  const { child, home, said, ready } = start();
  const url = await ready();
  const again = await orbitdock(home, ["start"]);
  expect(again).toMatchObject({ code: 0, err: "" });
  expect(again.out).toContain(`runs already at ${url}`);

  const serverFile = () =>
    JSON.parse(readFileSync(join(home, "run", "server.json"), "utf8")) as { pid: number };
  process.kill(serverFile().pid, "SIGKILL");
  await until("the restart", () => said.err.includes(`OrbitDock restarted at ${url}`));
  expect((await fetch(`${url}/health`)).ok).toBe(true);
  expect(said.out.match(/ready at/g)).toHaveLength(1);

  const stopped = await orbitdock(home, ["stop"]);
  expect(stopped).toMatchObject({ code: 0, out: "OrbitDock stopped.\n", err: "" });
  expect(await child.exited).toBe(0);
  expect(existsSync(join(home, "run", "server.json"))).toBe(false);
  expect(existsSync(join(home, "run", "agent-host.sock"))).toBe(false);
  expect(await orbitdock(home, ["stop"])).toMatchObject({ code: 3 });
}, 60_000);

test("a port that is taken is said at once, and not tried again", async () => {
  const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  undo.push(() => other.stop(true));
  const { child, said } = start("--port", String(other.port));
  expect(await child.exited).toBe(1);
  await until("its words", () => said.err.includes("--port"));
  expect(said.err).not.toContain("restart 1");
}, 30_000);

test("the rehearsal's fleet works on the real codex, asks, and leaves nothing behind", async () => {
  const { child, dir, said, ready } = start("--rehearsal");
  await ready();
  const home = /ORBITDOCK_HOME=(\S+)/.exec(said.err)?.[1] ?? "";
  expect(home.startsWith(dir)).toBe(true);
  type Status = {
    rehearsal: boolean;
    waiting: { id: string; pending_approval: { type: string } }[];
  };
  const waiting = await until(
    "three that wait",
    async () => {
      const [status] = (await orbitdock(home, ["status", "--json"])).json() as Status[];
      expect(status?.rehearsal).toBe(true);
      return (status?.waiting.length ?? 0) >= 3 ? status?.waiting : null;
    },
    40_000,
  );
  const first = waiting.find((session) => session.pending_approval.type === "exec");
  expect(await orbitdock(home, ["approve", first?.id ?? ""])).toMatchObject({ code: 0 });
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  expect(existsSync(home)).toBe(false);
}, 90_000);
