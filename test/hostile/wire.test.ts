import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { connect } from "node:net";
import { SeedClient } from "../support/seed-client.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

/** Somebody else, who must not notice anything. */
let bystander: SeedClient;
beforeEach(async () => {
  bystander = await SeedClient.connect(world.url, world.token);
  bystander.send({ type: "subscribe_list" });
  await bystander.next("sessions_list");
});
afterEach(async () => {
  await world.healthy();
  bystander.send({ type: "get_server_status" });
  await bystander.next("server_status");
  expect(bystander.frames.filter((frame) => frame.type === "error")).toEqual([]);
  expect(bystander.closed).toBe(false);
  bystander.close();
});

const unreadable: [string, string | Uint8Array][] = [
  ["no JSON", "{"],
  ["empty", ""],
  ["a number", "1"],
  ["null", "null"],
  ["an array", "[]"],
  ["no type", "{}"],
  ["a type that is no text", '{"type":7}'],
  ["an unknown type", '{"type":"make_coffee"}'],
  ["a prototype as type", '{"type":"__proto__"}'],
  ["a missing field", '{"type":"subscribe_session"}'],
  ["a wrong type in a known field", '{"type":"subscribe_session","session_id":{"$ne":null}}'],
  [
    "an unknown decision",
    '{"type":"approve_tool","session_id":"a","request_id":"b","decision":"sure"}',
  ],
  ["a name of two lines", '{"type":"rename_session","session_id":"a","name":"one\\ntwo"}'],
  ["an empty id", '{"type":"end_session","session_id":""}'],
  ["a long id", JSON.stringify({ type: "end_session", session_id: "x".repeat(10_000) })],
  ["deep nesting", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["binary", new Uint8Array([1, 2, 3])],
];

test.each(unreadable)("%s gets an error and the connection stays", async (_what, frame) => {
  const client = await SeedClient.connect(world.url, world.token);
  client.sendRaw(frame);
  const error = await client.next("error");
  expect(["parse_error", "too_large"]).toContain(error["code"]);
  expect(error["message"].length).toBeGreaterThan(5);
  client.send({ type: "ping" });
  await client.next("pong");
  client.close();
});

test("errors carry the ids that could be read", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "send_message", session_id: "s", command_id: "c", content: 5 });
  expect(await client.next("error")).toMatchObject({ session_id: "s", command_id: "c" });
  client.send({ type: "send_message", session_id: "nobody", command_id: "d", content: "hello" });
  expect(await client.next("error")).toMatchObject({ code: "not_found", command_id: "d" });
  client.close();
});

test("content over 1 MiB and frames over 8 MiB are too large; far past it the socket closes", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  const content = "x".repeat(1024 * 1024 + 1);
  client.send({ type: "send_message", session_id: "s", content });
  expect(await client.next("error")).toMatchObject({ code: "too_large" });
  client.send({ type: "send_message", session_id: "s", content: "x".repeat(8 * 1024 * 1024) });
  expect(await client.next("error")).toMatchObject({ code: "too_large" });
  client.send("x".repeat(17 * 1024 * 1024));
  await until("the socket to be closed", () => client.closed);
});

test("a flood of commands is told to slow down, and served again later", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  for (let index = 0; index < 500; index++) client.send({ type: "ping" });
  expect(await client.next("error")).toMatchObject({ code: "overloaded" });
  await until("to be served again", async () => {
    const before = client.frames.length;
    client.send({ type: "ping" });
    await until("an answer", () => client.frames.length > before);
    return client.frames.at(-1)?.type === "pong";
  });
  client.close();
});

test("half a frame, then nothing: the others are served", async () => {
  const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
  const upgraded = Promise.withResolvers<void>();
  socket.once("data", () => upgraded.resolve());
  socket.write(
    `GET /ws?token=${world.token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await upgraded.promise;
  // A masked text frame that promises 100 bytes and brings three.
  socket.write(Buffer.from([0x81, 0xe4, 1, 2, 3, 4, 0x7a, 0x7a, 0x7a]));
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "ping" });
  await client.next("pong");
  client.close();
  socket.destroy();
});

const doors: [string, string, Record<string, string>, number][] = [
  ["no token", "/ws", {}, 401],
  ["a wrong token", "/ws?token=wrong", {}, 401],
  ["a wrong bearer", "/api/status", { authorization: "Bearer wrong" }, 401],
  ["a foreign Host", "/health", { host: "evil.example:4000" }, 403],
  ["a foreign Host on the dashboard", "/", { host: "evil.example" }, 403],
  ["a foreign Origin", "/ws?token=TOKEN", { origin: "http://evil.example" }, 403],
  ["the token on another path", "/api/status?token=TOKEN", {}, 401],
  ["nothing there", "/nothing.txt", {}, 404],
  ["a way out of the files", "/..%2f..%2f..%2fpackage.json", {}, 404],
];

test.each(doors)("%s is turned away with a reason", async (_what, path, headers, status) => {
  const response = await request(path.replace("TOKEN", world.token), headers);
  expect(response.status).toBe(status);
  const { code, message } = JSON.parse(response.body) as { code: string; message: string };
  expect(code).toBeTruthy();
  expect(message).toBeTruthy();
});

test("a page without a valid cookie is told over its socket why", async () => {
  const origin = world.url;
  const socket = new WebSocket(`${world.url.replace("http", "ws")}/ws`, {
    headers: { origin },
  } as unknown as string[]);
  const frames: string[] = [];
  let code = 0;
  socket.onmessage = (event) => frames.push(String(event.data));
  socket.onclose = (event) => (code = event.code);
  await until("the socket to be closed", () => code !== 0);
  expect(code).toBe(4401);
  expect(JSON.parse(frames[0] ?? "")).toMatchObject({ type: "error", code: "unauthorized" });
});

test("an HTTP flood and oversized bodies leave the sockets alone", async () => {
  const requests = Array.from({ length: 300 }, () => request("/health", {}));
  const big = fetch(`${world.url}/api/login-codes`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.token}` },
    body: "x".repeat(1024 * 1024),
  }).catch(() => null);
  const answers = await Promise.all(requests);
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect((await big)?.status ?? 413).toBe(413);
});

test("/health says no more than it should", async () => {
  const { body } = await request("/health", {});
  expect(Object.keys(JSON.parse(body) as object)).toEqual(["status", "version"]);
});

test("1,000 clients connect; the next one is told that it is too many", async () => {
  const clients = await Promise.all(
    Array.from({ length: 999 }, () => SeedClient.connect(world.url, world.token)),
  );
  expect((await request(`/ws?token=${world.token}`, {})).status).toBe(503);
  for (const client of clients) client.close();
  await until("their places to be free", async () => {
    const { status } = await request(`/ws?token=${world.token}`, {});
    return status !== 503;
  });
}, 60_000);

/** A request with headers that fetch would not let through. */
function request(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
    const upgrade = path.startsWith("/ws")
      ? {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
      : { connection: "close" };
    const all = { host: "127.0.0.1", ...upgrade, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]);
      if (status === 101 || (status && Buffer.byteLength(body) >= length)) {
        resolve({ status, body });
        socket.destroy();
      }
    });
    socket.on("error", reject);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  });
}
