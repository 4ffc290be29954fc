import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectHost } from "./client.ts";
import { ensureHost } from "./ensure.ts";
import { exited, linesOf, runs, sh, startHost, startProcess, until } from "./testing.ts";

function temporary(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "agent-host-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

test("end closes stdin and leaves no grandchild", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance, pid } = await server.spawn(sh("a", "sleep 1000 & echo $!; cat; echo bye"));
  await server.replay("a", instance, 0);
  const sleeper = Number(await until("the sleeper's id", () => linesOf(server.entries)[0]));
  expect(runs(sleeper)).toBe(true);
  await server.end("a", instance, 5_000);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  expect(server.entries.at(-1)).toMatchObject({ code: 0, signal: null });
  expect(linesOf(server.entries)[1]).toBe("bye");
  await until("nothing is left", () => !runs(sleeper) && !runs(pid));
});

test("end goes on to SIGTERM, then to SIGKILL", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const deaf = await server.spawn(sh("deaf", "sleep 1000 & echo $!; wait"));
  const stubborn = await server.spawn(
    sh(
      "stubborn",
      "trap '' TERM; (trap '' TERM; sleep 1000) & echo $!; while :; do wait; sleep 0.05; done",
    ),
  );
  await server.replay("deaf", deaf.instance, 0);
  await server.replay("stubborn", stubborn.instance, 0);
  await until("both run", () => linesOf(server.entries).length === 2);
  await server.end("deaf", deaf.instance, 50);
  await server.end("stubborn", stubborn.instance, 50);
  await until(
    "both exits",
    () => server.entries.filter((entry) => entry.kind === "exit").length === 2,
  );
  const signals = server.entries.flatMap((entry) =>
    entry.kind === "exit" ? [[entry.agent, entry.signal]] : [],
  );
  expect(Object.fromEntries(signals)).toEqual({ deaf: "SIGTERM", stubborn: "SIGKILL" });
  for (const line of linesOf(server.entries))
    await until("nothing is left", () => !runs(Number(line)));
});

test("a descendant that left the group and keeps stdout open does not hold back the exit", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(
    sh("a", "setsid sleep 1000 & echo $!; sleep 0.1; exit 3"),
  );
  await server.replay("a", instance, 0);
  const exit = await until("the exit", () => server.entries.find((entry) => entry.kind === "exit"));
  expect(exit).toMatchObject({ code: 3 });
  for (const line of linesOf(server.entries))
    if (runs(Number(line))) process.kill(Number(line), "SIGKILL");
});

test("shutdown ends every agent, tells their exits, and then the host", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const one = await server.spawn(sh("one", "cat; echo done"));
  const two = await server.spawn(sh("two", "sleep 1000 & echo $!; wait"));
  await server.replay("one", one.instance, 0);
  await server.replay("two", two.instance, 0);
  await until("they run", () => linesOf(server.entries).length === 1);
  await server.shutdown(100);
  await expect(server.spawn(sh("three", "true"))).rejects.toMatchObject({ code: "shutting_down" });
  expect(await exited(host.process)).toBe(0);
  await until("the connection ends", () => server.closed);
  const exits = server.entries.flatMap((entry) =>
    entry.kind === "exit" ? [[entry.agent, entry.code, entry.signal]] : [],
  );
  expect(exits.toSorted()).toEqual([
    ["one", 0, null],
    ["two", null, "SIGTERM"],
  ]);
  expect(runs(one.pid) || runs(two.pid)).toBe(false);
  expect(statSync(host.socketPath, { throwIfNoEntry: false })).toBeUndefined();
});

test("SIGTERM does the same", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { pid } = await server.spawn(sh("one", "cat"));
  host.process.kill("SIGTERM");
  expect(await exited(host.process)).toBe(0);
  expect(runs(pid)).toBe(false);
});

test("the socket is the owner's alone; a directory open to others is refused", async () => {
  await using host = await startHost();
  expect(statSync(host.socketPath).mode & 0o777).toBe(0o600);
  expect(statSync(host.folder).mode & 0o777).toBe(0o700);

  const nested = startProcess("--socket", join(host.folder, "new", "deep", "h.sock"));
  await until("it listens", () =>
    statSync(join(host.folder, "new", "deep", "h.sock"), { throwIfNoEntry: false }),
  );
  expect(statSync(join(host.folder, "new", "deep")).mode & 0o777).toBe(0o700);
  await until("it is ready", () => nested.stderr().includes("listens"));
  nested.child.kill("SIGTERM");
  expect(await exited(nested.child)).toBe(0);

  mkdirSync(join(host.folder, "open"));
  chmodSync(join(host.folder, "open"), 0o755);
  const refused = startProcess("--socket", join(host.folder, "open", "h.sock"));
  expect(await exited(refused.child)).toBe(1);
  await until("it says why", () => refused.stderr().includes("is open to others (mode 755)"));
});

test("a second host on a live socket is refused, a stale socket is replaced, a plain file is left alone", async () => {
  const host = await startHost();
  const second = startProcess("--socket", host.socketPath);
  expect(await exited(second.child)).toBe(1);
  await until("it says why", () => second.stderr().includes(`runs at ${host.socketPath} already`));
  await (await host.attach()).ping();

  host.process.kill("SIGKILL");
  await exited(host.process);
  expect(statSync(host.socketPath).isSocket()).toBe(true);
  const third = startProcess("--socket", host.socketPath);
  await until("it listens", () => third.stderr().includes("listens"));
  third.child.kill("SIGTERM");
  expect(await exited(third.child)).toBe(0);

  writeFileSync(host.socketPath, "precious");
  const fourth = startProcess("--socket", host.socketPath);
  expect(await exited(fourth.child)).toBe(1);
  await until("it says why", () => fourth.stderr().includes("is no socket"));
  expect(readFileSync(host.socketPath, "utf8")).toBe("precious");
  rmSync(host.folder, { recursive: true });
});

test("a socket path that is too long is refused on both sides", async () => {
  const socketPath = `/tmp/${"long".repeat(30)}/h.sock`;
  const host = startProcess("--socket", socketPath);
  expect(await exited(host.child)).toBe(1);
  await until("it says why", () => host.stderr().includes("systems allow 103"));
  await expect(ensureHost({ socketPath, logPath: "/nowhere" })).rejects.toThrow(
    "systems allow 103",
  );
});

test("a host outlives a starter that is killed with its whole terminal session", async () => {
  using folder = temporary();
  const socketPath = join(folder.path, "host", "h.sock");
  const options = { socketPath, logPath: join(folder.path, "host.log") };
  const script = `
    import { connectHost, ensureHost } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    const options = ${JSON.stringify(options)};
    const both = await Promise.all([ensureHost(options), ensureHost(options)]);
    const host = await connectHost({ socketPath: options.socketPath, server: "starter", onEntry() {}, onClosed() {} });
    await host.spawn({ agent: "a", command: "cat", args: [], cwd: "/", env: { PATH: process.env.PATH } });
    console.log(host.host.pid);
    setInterval(() => {}, 1e6);`;
  const starter = spawn(process.execPath, ["-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let said = "";
  starter.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await until("the host's pid", () => said.includes("\n"));
  const pid = Number(said);
  process.kill(pid, "SIGHUP");
  process.kill(-(starter.pid ?? 0), "SIGKILL");
  await exited(starter);

  expect(await ensureHost(options)).toEqual({ started: false });
  const server = await connectHost({
    socketPath,
    server: "next",
    onEntry: () => {},
    onClosed: () => {},
  });
  expect(server.host.pid).toBe(pid);
  expect(server.agents).toMatchObject([{ agent: "a", alive: true }]);
  expect(statSync(options.logPath).mode & 0o777).toBe(0o600);
  expect(readFileSync(options.logPath, "utf8")).toContain("server starter is gone; 1 agents go on");
  await server.shutdown(1_000);
  await until("the host is gone", () => !runs(pid));
});

test("ensureHost says in the host's words why none started", async () => {
  using folder = temporary();
  chmodSync(folder.path, 0o755);
  const options = {
    socketPath: join(folder.path, "h.sock"),
    logPath: join(folder.path, "host.log"),
  };
  await expect(ensureHost(options)).rejects.toThrow("is open to others (mode 755)");
  await expect(ensureHost({ ...options, bunPath: "/no/bun" })).rejects.toThrow("/no/bun");
});
