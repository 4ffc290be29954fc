import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "bun:test";
import { connectHost, ensureHost } from "@orbitdock/agent-host";
import { openHome } from "./home.ts";
import { parseServerOptions } from "./options.ts";
import { createRestartPolicy } from "./restart-policy.ts";
import { isAlive } from "./server-file.ts";
import { supervise } from "./supervisor.ts";
import type { SupervisorTimings } from "./supervisor.ts";
import { temporaryDirectory, until } from "./testing/temporary.ts";

const standIn = [process.execPath, join(import.meta.dir, "testing", "stand-in-server.ts")];

/** A supervisor over the stand-in, stopped at the end of `await using`. */
function start(
  behaviour: string,
  more: { timings?: Partial<SupervisorTimings>; options?: Record<string, unknown> } = {},
) {
  const dir = temporaryDirectory();
  const home = openHome(dir.path);
  const out: string[] = [];
  let errors = "";
  const supervisor = supervise({
    options: parseServerOptions({ port: 0, noOpen: true, ...more.options }),
    home,
    out: (line) => out.push(line),
    err: (text) => (errors += text),
    env: { ...process.env, STAND_IN: behaviour },
    command: standIn,
    timings: { restartDelays: [5, 10, 20], ...more.timings },
  });
  /** Process id and asked port of each life. */
  const lives = () =>
    existsSync(join(dir.path, "lives"))
      ? readFileSync(join(dir.path, "lives"), "utf8")
          .trim()
          .split("\n")
          .map((line) => line.split(" ").map(Number) as [number, number])
      : [];
  return {
    ...supervisor,
    home,
    out,
    lives,
    errors: () => errors,
    url: () => until("ready", () => out[0]?.match(/http:\S+/)?.[0]),
    async [Symbol.asyncDispose]() {
      supervisor.stop();
      supervisor.stop();
      await supervisor.done;
      for (const [pid] of lives()) await until("its end", () => !isAlive(pid));
      dir[Symbol.dispose]();
    },
  };
}

test("it passes the ready line on, and prints the one-time link", async () => {
  await using run = start("serve");
  await until("the link", () => run.out.length === 2);
  const url = await run.url();
  expect(run.out).toEqual([`OrbitDock ready at ${url}`, `Open ${url}/login?code=c0de`]);
  run.stop();
  expect(await run.done).toBe(0);
  expect(run.errors()).toBe("");
});

test("a killed server comes back at the same port, three times and no more", async () => {
  await using run = start("serve");
  const url = await run.url();
  for (let life = 1; life <= 4; life++) {
    await until("an answer", () =>
      fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
    const pid = await until("its life", () => run.lives()[life - 1]?.[0]);
    if (life > 1)
      await until("the notice", () => run.errors().split("restarted at").length === life);
    if (life === 4)
      appendFileSync(
        run.home.logFile,
        `${JSON.stringify({ message: "the last word" })}\nnot JSON\n`,
      );
    process.kill(pid, "SIGKILL");
  }
  expect(await run.done).toBe(1);
  expect(run.lives().map(([, port]) => port)).toEqual([
    0,
    ...Array(3).fill(Number(new URL(url).port)),
  ]);
  expect(run.out.filter((line) => line.includes("ready at"))).toHaveLength(1);
  expect(run.errors()).toContain("SIGKILL");
  expect(run.errors()).toContain("stopped after 3 restarts");
  expect(run.errors()).toContain(run.home.logFile);
  expect(run.errors()).toMatch(/the last word\n {2}not JSON\n/);
});

test("a server that never starts is tried four times, and its own words are shown", async () => {
  await using run = start("crash");
  expect(await run.done).toBe(1);
  expect(run.lives()).toHaveLength(4);
  expect(run.errors()).toContain("crashed on demand");
  expect(run.out).toEqual([]);
});

test("what a restart would not help is not restarted", async () => {
  await using run = start("refuse");
  expect(await run.done).toBe(1);
  expect(run.lives()).toHaveLength(1);
  expect(run.errors()).toContain("Port 4000 is taken.");
});

test("one that does not answer /health three times is killed and restarted", async () => {
  await using run = start("serve", { timings: { healthEveryMs: 10, healthTimeoutMs: 1_000 } });
  const url = await run.url();
  await fetch(`${url}/sick`);
  await until("the restart", () => run.errors().includes(`OrbitDock restarted at ${url}`));
  expect(run.errors()).toContain("three health checks failed in a row: /health answered 503");
  const [first] = run.lives();
  expect(isAlive(first?.[0] ?? 0)).toBe(false);
});

test("one that hangs, stopped in its tracks, is killed and restarted", async () => {
  await using run = start("serve", { timings: { healthEveryMs: 10, healthTimeoutMs: 50 } });
  const url = await run.url();
  process.kill(run.lives()[0]?.[0] ?? 0, "SIGSTOP");
  await until("the restart", () => run.errors().includes(`OrbitDock restarted at ${url}`));
});

test("one that does not get ready in time is killed", async () => {
  await using run = start("mute,serve", { timings: { startMs: 1_000 } });
  await run.url();
  expect(run.errors()).toContain("not ready after 1 s");
  expect(run.lives()).toHaveLength(2);
});

test("a server that someone stops is not restarted", async () => {
  await using run = start("serve");
  await run.url();
  process.kill(run.lives()[0]?.[0] ?? 0, "SIGTERM");
  expect(await run.done).toBe(0);
  expect(run.lives()).toHaveLength(1);
});

test("a server that ignores SIGTERM is killed after the grace, or at once when asked twice", async () => {
  await using patient = start("stubborn", { timings: { stopMs: 50 } });
  await patient.url();
  patient.stop();
  expect(await patient.done).toBe(0);
  await using hasty = start("stubborn");
  await hasty.url();
  hasty.stop();
  hasty.stop();
  expect(await hasty.done).toBe(130);
});

test("being told to stop between two lives ends it without another", async () => {
  await using run = start("crash", { timings: { restartDelays: [60_000] } });
  await until("the wait", () => run.errors().includes("restart 1 of 3"));
  run.stop();
  expect(await run.done).toBe(0);
  expect(run.lives()).toHaveLength(1);
});

test("stopping ends the agents, unless they are to be kept", async () => {
  for (const keepAgents of [true, false]) {
    await using run = start("serve", { options: { keepAgents } });
    await run.url();
    const socketPath = run.home.hostSocket;
    await ensureHost({ socketPath, logPath: run.home.hostLogFile });
    const attach = () =>
      connectHost({ socketPath, server: "test", onEntry: () => {}, onClosed: () => {} });
    const host = await attach();
    const spec = { agent: "a", command: "/bin/cat", args: [], cwd: "/", env: {} };
    const { pid } = await host.spawn(spec);
    host.close();
    run.stop();
    expect(await run.done).toBe(0);
    expect(isAlive(pid)).toBe(keepAgents);
    if (!keepAgents) continue;
    await (await attach()).shutdown(1_000);
    await until("the agent's end", () => !isAlive(pid));
  }
});

test("without auth it warns and gives a plain link", async () => {
  await using run = start("serve", { options: { noAuth: true } });
  await until("the link", () => run.out.length === 2);
  expect(run.out[1]).toBe(`Open ${await run.url()}/`);
  expect(run.errors()).toContain("WARNING: --no-auth");
});

test("a minute of health forgives the restarts before it", () => {
  const policy = createRestartPolicy();
  expect([policy.ended(0), policy.ended(0), policy.ended(0), policy.ended(0)]).toEqual([
    500,
    1000,
    2000,
    null,
  ]);
  policy.ready(1_000);
  expect(policy.ended(60_999)).toBeNull();
  policy.ready(1_000);
  expect(policy.ended(61_000)).toBe(500);
  expect(policy.ended(200_000)).toBe(1000);
});
