import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectHost } from "./client.ts";
import { linesOf, sh, startHost, until } from "./testing.ts";

const ATTACH = '{"type":"attach","req":1,"server":"s","wire":1}\n';

test("garbage, unknown types and wrong fields are answered with an error, and the connection goes on", async () => {
  await using host = await startHost();
  const peer = await host.raw();
  const bad = [
    "garbage",
    "",
    "{",
    "[]",
    "null",
    '{"type":"fly","req":1}',
    '{"type":"attach","req":-1,"server":"s","wire":1}',
    '{"type":"attach","req":1,"server":"s","wire":1,"extra":true}',
    '{"type":"ping"}',
    '{"type":"commit","agent":"../x","instance":"i","offset":1}',
    '{"__proto__":{"type":"ping"},"req":1}',
    "\u0000\u0001",
  ];
  for (const line of bad) {
    const before = peer.received().length;
    peer.socket.write(`${line}\n`);
    const answer = await until(
      `an answer to ${line}`,
      () => peer.received().slice(before).endsWith("\n") && peer.received().slice(before),
    );
    expect(JSON.parse(answer)).toMatchObject({ type: "error", code: "bad_frame" });
  }
  peer.socket.write(Buffer.from([0xff, 0xfe, 0x0a]));
  peer.socket.write('{"type":"pi');
  peer.socket.write('ng","req":9}\n');
  await until("a pong", () => peer.received().endsWith('{"type":"pong","re":9}\n'));
});

test("an unattached peer may ask for status and nothing else; a foreign wire version is refused", async () => {
  await using host = await startHost();
  const peer = await host.raw();
  peer.socket.write(
    '{"type":"shutdown","req":4,"grace_ms":0}\n{"type":"attach","req":5,"server":"s","wire":99}\n',
  );
  await until("two errors", () => peer.received().split("\n").length === 3);
  expect(peer.received()).toContain('"re":4,"code":"not_attached"');
  expect(peer.received()).toContain('"re":5,"code":"wire_version"');
  await (await host.attach()).ping();
});

test("an oversized frame closes its connection with an error, and only that one", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const stranger = await host.raw();
  stranger.socket.write("x".repeat(100_000));
  await until("it is closed", () => stranger.closed());
  expect(stranger.received()).toContain("frame_too_long");
  const big = await host.raw();
  const { instance } = await server.spawn(sh("a", "cat"));
  big.socket.write(ATTACH);
  await until("attached", () => big.received().includes("attached"));
  const chunk = Buffer.alloc(1 << 20, 120);
  for (let i = 0; i < 40 && !big.closed(); i++) big.socket.write(chunk);
  await until("it is closed", () => big.closed());
  const next = await host.attach();
  await next.replay("a", instance, 0);
  await next.write("a", instance, "w", "still here");
  await until("the echo", () => next.entries.length === 1);
  expect(linesOf(next.entries)).toEqual(["still here"]);
  expect((await next.status()).rss_bytes).toBeLessThan(300 << 20);
});

test("a peer that floods requests and reads no answer is slowed, not served from memory", async () => {
  await using host = await startHost();
  const peer = await host.raw();
  peer.socket.pause();
  const flood = Buffer.from('{"type":"status","req":1}\n'.repeat(2_000));
  let sent = 0;
  for (let i = 0; i < 400; i++) peer.socket.write(flood, () => (sent += 1));
  const server = await host.attach();
  for (let i = 0; i < 50; i++) await server.ping();
  expect((await server.status()).rss_bytes).toBeLessThan(200 << 20);
  expect(sent).toBeLessThan(400);
  peer.socket.destroy();
});

test("connections beyond the limit are refused with a reason", async () => {
  await using host = await startHost();
  const peers = await Promise.all(Array.from({ length: 17 }, () => host.raw()));
  await until("one is refused", () =>
    peers.some((peer) => peer.received().includes("too_many_connections")),
  );
  for (const peer of peers) peer.socket.destroy();
  await until("there is room again", () => host.attach().catch(() => undefined));
});

test("wrong instances and offsets are refused", async () => {
  await using host = await startHost();
  const server = await host.attach();
  const { instance } = await server.spawn(sh("a", "echo 1; cat"));
  await expect(server.replay("a", "other", 0)).rejects.toMatchObject({ code: "unknown_instance" });
  await expect(server.write("b", instance, "w", "x")).rejects.toMatchObject({
    code: "unknown_instance",
  });
  await expect(server.replay("a", instance, 99)).rejects.toMatchObject({ code: "bad_offset" });
  await server.ping();
});

test("a client believes nothing a false host says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agent-host-"));
  const attached = `{"type":"attached","re":1,"host":{"pid":1,"version":"0","wire":1,"started_at":0},"agents":[]}\n`;
  const replaying = `{"type":"replaying","re":2,"agent":"a","instance":"i","from":4}\n`;
  const lies: [string, RegExp][] = [
    ["nonsense\n", /neither a control message nor an entry/],
    ["a 5 o early\n", /without a replay/],
    [`${replaying}a 6 o gap\n`, /entry 6 of a follows 4/],
    [`${replaying}a 5 x {}\n`, /wrong at "code"/],
    [`${replaying}a 5 l many\n`, /no length/],
    ['{"type":"pong","re":77}\n', /unasked pong/],
    ['{"type":"pong","re":2}\n', /answered with pong/],
  ];
  for (const [i, [lie, reason]] of lies.entries()) {
    const socketPath = join(folder, `${i}.sock`);
    const entries: number[] = [];
    let asked = 0;
    const impostor = createServer((socket) => {
      socket.on("data", () => socket.write(asked++ === 0 ? attached : lie));
    });
    await new Promise<void>((resolve) => impostor.listen(socketPath, resolve));
    const closed = Promise.withResolvers<Error | undefined>();
    const host = await connectHost({
      socketPath,
      server: "s",
      onEntry: (entry) => entries.push(entry.offset),
      onClosed: ({ error }) => closed.resolve(error),
    });
    host.replay("a", "i", 4).catch(() => undefined);
    expect((await closed.promise)?.message).toMatch(reason);
    expect(entries).toEqual([]);
    impostor.close();
  }
  rmSync(folder, { recursive: true });
});
