import { expect, test } from "bun:test";
import { bun, linesOf, sh, startHost, until } from "./testing.ts";

const MIB = 1 << 20;

test("200 MB from an agent: memory stays bounded, each line arrives once and in order", async () => {
  await using host = await startHost();
  let expected = 1;
  let wrong = 0;
  let bytes = 0;
  let gone = false;
  const server = await host.attach("slow", (entry) => {
    if (entry.kind === "exit") gone = true;
    else if (entry.kind === "line") {
      if (entry.offset !== expected || !entry.line.startsWith(`${expected} `)) wrong += 1;
      expected += 1;
      bytes += entry.line.length + 1;
    }
    if (entry.offset % 500 === 0) server.commit("a", entry.instance, entry.offset);
  });
  const idleRss = (await server.status()).rss_bytes;
  const { instance } = await server.spawn(
    sh("a", 'awk \'BEGIN { x = sprintf("%990s", ""); for (i = 1; i <= 200000; i++) print i, x }\''),
  );
  const full = await until("the log is full", async () => {
    const status = await server.status();
    return status.agents[0]?.paused && status;
  });
  expect(full.held_bytes).toBeGreaterThanOrEqual(32 * MIB);
  expect(full.held_bytes).toBeLessThan(34 * MIB);
  expect(full.agents[0]?.alive).toBe(true);
  await server.replay("a", instance, 0);
  let highest = 0;
  await until("the exit", async () => {
    highest = Math.max(highest, (await server.status()).rss_bytes);
    return gone;
  });
  expect(wrong).toBe(0);
  expect(expected - 1).toBe(200_000);
  expect(bytes).toBeGreaterThan(198_000_000);
  expect(highest - idleRss).toBeLessThan(160 * MIB);
}, 60_000);

test("a server that stops reading costs no memory beyond the log, and others are not held up", async () => {
  await using host = await startHost("--buffer-bytes", String(2 * MIB));
  const server = await host.attach("stuck");
  const { instance } = await server.spawn(
    sh("a", "yes 0123456789012345678901234567890123456789 | head -c 60000000"),
  );
  await server.replay("a", instance, 0);
  await until("it flows", () => server.entries.length > 1000);
  server.pause();
  const peer = await host.raw();
  const status = async (): Promise<{
    rss_bytes: number;
    agents: { paused: boolean; last_offset: number }[];
  }> => {
    const before = peer.received().length;
    peer.socket.write('{"type":"status","req":1}\n');
    await until("a status", () => peer.received().slice(before).endsWith("\n"));
    return JSON.parse(peer.received().slice(before)).status;
  };
  const stopped = await until("the agent is held", async () => {
    const now = await status();
    return now.agents[0]?.paused && now;
  });
  expect(stopped.rss_bytes).toBeLessThan(200 * MIB);
  expect(stopped.agents[0]?.last_offset).toBeLessThan(400_000);
  server.resume();
  for (let done = false; !done;) {
    const seen = await until("entries", () => server.entries.splice(0));
    const last = seen.at(-1);
    if (last !== undefined) server.commit("a", instance, last.offset);
    done = last?.kind === "exit";
    if (done) expect(last?.offset).toBe(Math.ceil(60_000_000 / 41) + 1);
    await new Promise((resolve) => setTimeout(resolve, 1)); // drives time: the log fills between two commits
  }
}, 60_000);

test("a line over the limit becomes an overlong entry; its neighbours are whole", async () => {
  await using host = await startHost("--line-bytes", String(MIB));
  const server = await host.attach();
  const { instance } = await server.spawn(
    sh(
      "a",
      `echo before; head -c ${3 * MIB} /dev/zero | tr '\\0' z; echo; head -c ${MIB} /dev/zero | tr '\\0' y; echo; echo after`,
    ),
  );
  await server.replay("a", instance, 0);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  expect(server.entries[1]).toEqual({
    agent: "a",
    instance,
    offset: 2,
    kind: "overlong",
    length: 3 * MIB,
    head: "z".repeat(64 << 10),
  });
  expect(linesOf(server.entries)).toEqual(["before", "y".repeat(MIB), "after"]);
});

test("an agent that exits while its log is full still gives up its last lines", async () => {
  await using host = await startHost("--buffer-bytes", String(64 << 10));
  const server = await host.attach();
  const { instance } = await server.spawn(
    sh("a", "yes 0123456789 | head -c 110000; sleep 0.2; echo last; exit 4"),
  );
  await until("it is gone", async () => (await server.status()).agents[0]?.alive === false);
  await server.replay("a", instance, 0);
  await until("the exit", () => server.entries.at(-1)?.kind === "exit");
  expect(linesOf(server.entries)).toEqual([
    ...Array.from({ length: 10_000 }, () => "0123456789"),
    "last",
  ]);
});

test("writes to an agent that does not read are bounded, and the refused ones can be sent again", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(
    bun(
      "a",
      "process.once('SIGUSR1', async () => { let n = 0; for await (const c of Bun.stdin.stream()) n += c.length; console.log(n) }); setInterval(() => {}, 1e6); console.log('up')",
    ),
  );
  await server.replay("a", instance, 0);
  await until("it is up", () => server.entries.length === 1);
  const data = "d".repeat(4 * MIB - 1);
  let accepted = 0;
  const refused = await until("a refusal", async () => {
    try {
      await server.write("a", instance, `w${accepted}`, data);
      accepted += 1;
      return undefined;
    } catch (error) {
      return error;
    }
  });
  expect(refused).toMatchObject({ code: "queue_full" });
  expect(accepted).toBeLessThan(12);
  process.kill((await server.status()).agents[0]!.pid, "SIGUSR1");
  await until("the same id is taken", () =>
    server.write("a", instance, `w${accepted}`, data).catch(() => undefined),
  );
  await server.end("a", instance, 10_000);
  await until("the exit", () => linesOf(server.entries).length === 2);
  expect(linesOf(server.entries)[1]).toBe(String((accepted + 1) * 4 * MIB));
}, 20_000);

test("many agents at once share the connection fairly and keep their own order", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const ids = Array.from({ length: 12 }, (_, i) => `agent-${i}`);
  for (const id of ids) {
    const { instance } = await server.spawn(
      sh(id, `i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo ${id} $i; done`),
    );
    await server.replay(id, instance, 0);
  }
  await until(
    "all exits",
    () => server.entries.filter((entry) => entry.kind === "exit").length === ids.length,
  );
  for (const id of ids) {
    const own = server.entries.filter((entry) => entry.agent === id);
    expect(linesOf(own)).toEqual(Array.from({ length: 400 }, (_, i) => `${id} ${i + 1}`));
  }
});
