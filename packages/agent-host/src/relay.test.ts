import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { linesOf, sh, bun, program, startHost, until } from "./testing.ts";

test("every line gets an offset, the exit is the last entry and carries code and stderr's tail", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance, pid } = await server.spawn(
    sh("a", "echo one; echo; printf two; echo broken >&2; exit 7"),
  );
  expect(pid).toBeGreaterThan(1);
  await server.replay("a", instance, 0);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  expect(server.entries).toEqual([
    { agent: "a", instance, offset: 1, kind: "line", line: "one" },
    { agent: "a", instance, offset: 2, kind: "line", line: "" },
    { agent: "a", instance, offset: 3, kind: "line", line: "two" },
    {
      agent: "a",
      instance,
      offset: 4,
      kind: "exit",
      code: 7,
      signal: null,
      stderr_tail: "broken\n",
    },
  ]);
});

test("a signal is told, and stderr keeps its last 16 KiB only", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(
    sh("a", "yes 123456789 | head -c 300000 >&2; printf END >&2; kill -9 $$"),
  );
  await server.replay("a", instance, 0);
  const exit = await until("the exit", () => server.entries.find((entry) => entry.kind === "exit"));
  expect(exit).toMatchObject({ code: null, signal: "SIGKILL" });
  expect(exit.kind === "exit" && exit.stderr_tail.length).toBe(16 << 10);
  expect(exit.kind === "exit" && exit.stderr_tail.endsWith("789\nEND")).toBe(true);
});

test("bytes pass as they are; what is not UTF-8 is replaced", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(
    sh("a", `printf '{"x":"é 🛰"}\\n\\377\\376 a\\000b\\r\\n o x l 5\\n'`),
  );
  await server.replay("a", instance, 0);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  expect(linesOf(server.entries)).toEqual(['{"x":"é 🛰"}', "\ufffd\ufffd a\0b\r", " o x l 5"]);
});

test("nothing is sent before a replay; a replay starts where it is asked to and never below a commit", async () => {
  await using host = await startHost();
  const first = await host.attach("first");
  const { instance } = await first.spawn(
    sh("a", "for i in 1 2 3 4 5 6; do echo $i; done; read x; echo after $x"),
  );
  await until("six lines", async () => (await first.status()).agents[0]?.last_offset === 6);
  expect(first.entries).toEqual([]);
  expect(await first.replay("a", instance, 4)).toEqual({ from: 4 });
  await until("two lines", () => first.entries.length === 2);
  expect(first.entries.map((entry) => entry.offset)).toEqual([5, 6]);
  first.commit("a", instance, 3);
  first.close();

  const second = await host.attach("second");
  expect(second.agents).toMatchObject([
    { agent: "a", instance, alive: true, first_offset: 4, last_offset: 6 },
  ]);
  expect(await second.replay("a", instance, 1)).toEqual({ from: 3 });
  await second.write("a", instance, "w1", "this");
  await until("the exit", () => second.entries.at(-1)?.kind === "exit");
  expect(linesOf(second.entries)).toEqual(["4", "5", "6", "after this"]);
});

test("a killed server's successor goes on from what was committed, nothing lost, nothing twice", async () => {
  await using host = await startHost();
  const script = `
    import { connectHost } from ${JSON.stringify(new URL("./client.ts", import.meta.url).href)};
    const host = await connectHost({ socketPath: ${JSON.stringify(host.socketPath)}, server: "victim",
      onClosed() {}, onEntry(entry) {
        if (entry.offset % 10 !== 0) return;
        host.commit("a", entry.instance, entry.offset);
        console.log(entry.offset);
      } });
    const { instance } = await host.spawn({ agent: "a", command: process.execPath, cwd: "/", env: {}, args: ["-e",
      "let n = 0; const t = setInterval(() => { for (let i = 0; i < 20; i++) console.log('line ' + ++n); if (n >= 4000) clearInterval(t); }, 1)"] });
    await host.replay("a", instance, 0);`;
  const victim = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  let durable = 0;
  victim.stdout.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split("\n"))
      durable = Math.max(durable, Number(line));
  });
  await until("the victim is in the middle", () => durable >= 500);
  victim.kill("SIGKILL");
  await new Promise((resolve) => victim.once("close", resolve));

  const server = await host.attach("successor");
  const [agent] = server.agents;
  if (agent === undefined) throw new Error("the agent is gone");
  expect(agent.alive).toBe(true);
  await server.replay("a", agent.instance, durable);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  const start = server.entries[0]!.offset;
  // The host may have got a last commit that the dead process had no time to print.
  expect(start).toBeGreaterThan(durable);
  expect((start - 1) % 10).toBe(0);
  expect(linesOf(server.entries)).toEqual(
    Array.from({ length: 4001 - start }, (_, i) => `line ${start + i}`),
  );
});

test("a second server takes over; the first is told, closed, and not obeyed any more", async () => {
  await using host = await startHost();
  const first = await host.raw();
  first.socket.write('{"type":"attach","req":1,"server":"first","wire":1}\n');
  await until("attached", () => first.received().includes("attached"));
  const second = await host.attach("second");
  const { instance } = await second.spawn(sh("a", "cat"));
  first.socket.write(
    `${JSON.stringify({ type: "write", req: 2, agent: "a", instance, id: "evil", data: "evil" })}\n`,
  );
  await until("the first is closed", () => first.closed());
  expect(first.received().trim().split("\n").at(-1)).toBe(
    '{"type":"detached","reason":"taken_over"}',
  );
  await second.replay("a", instance, 0);
  await second.write("a", instance, "good", "good");
  await until("a line", () => second.entries.length > 0);
  expect(linesOf(second.entries)).toEqual(["good"]);

  const third = await host.attach("third");
  await until("the second is told", () => second.closed);
  expect(second.closed).toEqual({ reason: "taken_over" });
  expect((await third.status()).attached_server).toBe("third");
  await expect(second.ping()).rejects.toThrow("closed");
});

test("a write happens once per id, also from another connection", async () => {
  await using host = await startHost();
  const first = await host.attach();
  const { instance } = await first.spawn(sh("a", "cat"));
  expect(await first.write("a", instance, "w1", "one")).toEqual({ repeated: false });
  expect(await first.write("a", instance, "w1", "one")).toEqual({ repeated: true });
  const second = await host.attach();
  expect(await second.write("a", instance, "w1", "one")).toEqual({ repeated: true });
  expect(await second.write("a", instance, "w2", "two")).toEqual({ repeated: false });
  await second.replay("a", instance, 0);
  await until("two lines", () => second.entries.length >= 2);
  expect(linesOf(second.entries)).toEqual(["one", "two"]);
  await second.end("a", instance, 5000);
  await until("the exit", () => second.entries.at(-1)?.kind === "exit");
  await expect(second.write("a", instance, "w3", "x")).rejects.toMatchObject({
    code: "agent_gone",
  });
  expect(await second.write("a", instance, "w1", "one")).toEqual({ repeated: true });
});

test("an id runs once; its log must be committed or forgotten before it runs again", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(sh("a", "read x; echo $x"));
  await expect(server.spawn(sh("a", "true"))).rejects.toMatchObject({
    code: "already_running",
    instance,
  });
  await expect(server.forget("a", instance)).rejects.toMatchObject({ code: "still_running" });
  await server.replay("a", instance, 0);
  await server.write("a", instance, "w", "x");
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  await expect(server.spawn(sh("a", "true"))).rejects.toMatchObject({
    code: "not_committed",
    instance,
  });
  server.commit("a", instance, 2);
  const again = await server.spawn(sh("a", "echo again"));
  expect(again.instance).not.toBe(instance);
  await server.replay("a", again.instance, 0);
  await until(
    "the second exit",
    () => server.entries.filter((entry) => entry.kind === "exit").length === 2,
  );
  expect(server.entries.at(-2)).toMatchObject({
    instance: again.instance,
    offset: 1,
    line: "again",
  });
  await server.forget("a", again.instance);
  expect((await server.status()).agents).toEqual([]);
  await expect(server.replay("a", again.instance, 0)).rejects.toMatchObject({
    code: "unknown_instance",
  });
});

test("what cannot be started says why", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const missing = program("a", "/no/such/program");
  await expect(server.spawn(missing)).rejects.toThrow("cannot start /no/such/program");
  await expect(server.spawn({ ...missing, command: "sh", cwd: "/no/such/folder" })).rejects.toThrow(
    "/no/such/folder",
  );
  await expect(server.spawn({ ...missing, command: "a\0b" })).rejects.toMatchObject({
    code: "lost",
  });
});

test("an agent gets the given environment only, and the user's umask", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const spec = {
    ...bun("a", "console.log(JSON.stringify(process.env)); console.log(process.umask())"),
    env: { ONLY: "1" },
  };
  const { instance } = await server.spawn(spec);
  await server.replay("a", instance, 0);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  const [env, umask] = linesOf(server.entries);
  expect(JSON.parse(env ?? "")).toEqual({ ONLY: "1" });
  expect(umask).toBe(String(process.umask()));
});
