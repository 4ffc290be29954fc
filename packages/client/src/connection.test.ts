import { afterEach, expect, test } from "bun:test";
import { limits } from "@orbitdock/protocol";
import type { ServerMessage } from "@orbitdock/protocol";
import { CommandError } from "./command-error.ts";
import { connect } from "./connection.ts";
import { maxPending } from "./pending.ts";
import { dialUrl } from "./socket.ts";
import { scripted } from "./testing/index.ts";

const send = { type: "send_message", session_id: "s", content: "hi" } as const;
const welcome: ServerMessage = {
  type: "welcome",
  protocol: 1,
  server: { name: "test", version: "1", instance_id: "i" },
  capabilities: [],
};

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "resolved",
    (error: unknown) => (error instanceof CommandError ? error.code : String(error)),
  );
}

test("it says hello first, with what it can read, and is open when the server says something", () => {
  const { accept, heardAll, connection, say } = scripted();
  expect(connection.getState().status).toBe("connecting");
  accept();
  expect(heardAll()).toEqual([
    {
      type: "hello",
      protocol: 1,
      client: { name: "test", version: "1" },
      capabilities: ["append"],
    },
    { type: "ping", command_id: "ping-1" },
  ]);
  say(welcome);
  expect(connection.getState().status).toBe("open");
  expect(connection.welcome).toMatchObject(welcome);
});

test("reconnects back off from 250 ms to 15 s, and start anew after a connection that held", () => {
  const { drop, clock, connection, sockets, accept, say } = scripted();
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 9; attempt++) {
    drop();
    const state = connection.getState();
    if (state.status !== "reconnecting") throw new Error(state.status);
    expect(state.attempt).toBe(attempt);
    const wait = (state.next_at ?? 0) - clock.now();
    waits.push(wait * 2);
    clock.advance(wait - 1);
    expect(sockets).toHaveLength(attempt);
    clock.advance(1);
    expect(sockets).toHaveLength(attempt + 1);
    expect(connection.getState()).toMatchObject({ next_at: null });
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  accept();
  say(welcome);
  drop();
  expect(connection.getState()).toMatchObject({ attempt: 10 });
  connection.reconnectNow();
  accept();
  say(welcome);
  clock.advance(5_000);
  drop();
  expect(connection.getState()).toMatchObject({ attempt: 1 });
});

test("10 s without a frame after a ping, or without an answer to a dial, is a lost connection", () => {
  const { accept, say, clock, connection, sockets } = scripted();
  clock.advance(10_000);
  expect(connection.getState().status).toBe("reconnecting");
  clock.advance(125);
  accept();
  const first = sockets.at(-1);
  say(welcome);
  clock.advance(20_030);
  say({ type: "pong", command_id: "ping-2" });
  expect(connection.round_trip).toBe(30);
  clock.advance(19_970 + 9_999);
  expect(connection.getState().status).toBe("open");
  clock.advance(1);
  expect(connection.getState().status).toBe("reconnecting");
  expect(first?.onmessage).toBeNull();
});

test("commands wait for a connection and go again, in order, under their ids, until answered", async () => {
  const { accept, drop, say, heard, clock, connection } = scripted();
  const [one, two] = [connection.command(send), connection.command({ ...send, content: "two" })];
  expect(heard()).toEqual([]);
  accept();
  const ids = ["id-1", "id-2"];
  expect(heard().map((message) => message.command_id!)).toEqual(ids);
  drop();
  clock.advance(125);
  accept();
  expect(heard().map((message) => message.command_id!)).toEqual(ids);
  say({ type: "ack", command_id: "id-2", session_id: "s" });
  expect((await two).session_id).toBe("s");
  drop();
  clock.advance(500);
  accept();
  expect(heard().map((message) => message.command_id!)).toEqual(["id-1"]);
  say({ type: "error", code: "conflict", message: "answered already", command_id: "id-1" });
  expect(await codeOf(one)).toBe("conflict");
});

test("an answer settles the request that it names, and no other", async () => {
  const { accept, say, connection, clock } = scripted();
  accept();
  const late = connection.command(send, { timeoutMs: 50 });
  const other = connection.command(send);
  const models = connection.query({ type: "list_models" });
  clock.advance(50);
  expect(await codeOf(late)).toBe("timeout");
  say({ type: "ack", command_id: "id-1" });
  say({ type: "ack", command_id: "id-3" });
  say({ type: "models_list", models: [] });
  expect(await Promise.race([codeOf(other), codeOf(models), Promise.resolve("none")])).toBe("none");
  say({ type: "models_list", models: [], command_id: "id-3" });
  expect((await models).models).toEqual([]);
  connection.close();
  expect(await codeOf(other)).toBe("closed");
  expect(await codeOf(connection.command(send))).toBe("closed");
});

test("what the server could not take is refused before it is sent", async () => {
  const { accept, heard, connection } = scripted();
  accept();
  const long = "é".repeat(limits.contentLength);
  expect(await codeOf(connection.command({ ...send, content: "" }))).toBe("invalid_argument");
  expect(await codeOf(connection.command({ ...send, content: `${long}é` }))).toBe(
    "invalid_argument",
  );
  const answers = Object.fromEntries(
    Array.from({ length: 64 }, (_, index) => [`q${index}`, ["é".repeat(65_536)]]),
  );
  const much = { type: "answer_question", session_id: "s", request_id: "r", answers } as const;
  expect(await codeOf(connection.command(much))).toBe("too_large");
  expect(heard()).toEqual([]);
  for (let count = 0; count < maxPending; count++) void codeOf(connection.command(send));
  expect(await codeOf(connection.command(send))).toBe("overloaded");
});

test("a refused token ends the dialling, until told to try again", async () => {
  const { accept, drop, connection, sockets, clock, say } = scripted();
  accept();
  const waiting = connection.command(send);
  say({ type: "error", code: "unauthorized", message: "wrong token" });
  expect(connection.getState()).toEqual({ status: "unauthorized", message: "wrong token" });
  expect(await codeOf(waiting)).toBe("unauthorized");
  clock.advance(60_000);
  expect(sockets).toHaveLength(1);
  connection.reconnectNow();
  expect(sockets).toHaveLength(2);
  drop(4401);
  expect(connection.getState().status).toBe("unauthorized");
});

test("hostile frames are counted, and change nothing", () => {
  const { accept, say, connection, reports } = scripted();
  accept();
  say(welcome);
  const bad = ["", "{", "[]", "null", "7", "{}", '{"type":1}', '{"type":"ack"}'];
  for (const frame of [
    ...bad,
    '{"type":"session_snapshot","session":{"id":"s"},"epoch":"e","revision":1}',
  ])
    say(frame);
  for (const type of ["new", "__proto__", "constructor", "toString"]) say(`{"type":"${type}"}`);
  expect(connection.ignored).toEqual({ unknown: 4, malformed: 9 });
  expect(reports).toHaveLength(9);
  expect(connection.getState().status).toBe("open");
});

test("in development every field is checked", () => {
  const { accept, say, connection } = scripted({ development: true });
  accept();
  say('{"type":"models_list","models":[{"id":7}]}');
  expect(connection.ignored.malformed).toBe(1);
});

test("a reader or listener that throws is reported, and harms nobody else", () => {
  const { accept, say, connection, reports } = scripted();
  const frames: string[] = [];
  connection.subscribe(() => {
    throw new Error("listener");
  });
  connection.attach({
    frame() {
      throw new Error("reader");
    },
  });
  connection.attach({ frame: (message) => frames.push(message.type) });
  accept();
  say(welcome);
  expect(frames).toEqual(["welcome"]);
  expect(reports).toHaveLength(2);
});

test("a wake-up dials at once, and asks an open connection for a sign of life", () => {
  let wake = () => {};
  const { accept, drop, say, sockets, heardAll } = scripted({
    wake(next) {
      wake = next;
      return () => {};
    },
  });
  drop();
  wake();
  wake();
  expect(sockets).toHaveLength(2);
  accept();
  say(welcome);
  heardAll();
  wake();
  expect(heardAll()).toEqual([{ type: "ping", command_id: "ping-2" }]);
});

test("the address", () => {
  expect(dialUrl("http://127.0.0.1:4000", undefined)).toBe("ws://127.0.0.1:4000/ws");
  expect(dialUrl("https://dock.example/", "a b")).toBe("wss://dock.example/ws?token=a+b");
  expect(dialUrl("ws://host:1/other", undefined)).toBe("ws://host:1/other");
  expect(() => dialUrl("nonsense", undefined)).toThrow();
});

const servers: { stop(closeActive: boolean): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(true);
});

function realServer(port: number, answer: (commandId: string) => object | null) {
  const server = Bun.serve({
    port,
    hostname: "127.0.0.1",
    fetch: (request, server) =>
      server.upgrade(request) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      message(socket, text) {
        const message = JSON.parse(String(text)) as { type: string; command_id?: string };
        if (message.type === "hello") socket.send(JSON.stringify(welcome));
        const reply = message.type === "send_message" && answer(message.command_id ?? "");
        if (reply) socket.send(JSON.stringify(reply));
      },
    },
  });
  servers.push(server);
  return server;
}

test("over a real socket: a command outlives the server that did not answer it", async () => {
  const asked: string[] = [];
  const heard = Promise.withResolvers<void>();
  const first = realServer(0, (commandId) => {
    asked.push(commandId);
    heard.resolve();
    return null;
  });
  // A stopped server no longer knows its port.
  const port = first.port ?? 0;
  const connection = connect({
    url: `http://127.0.0.1:${port}`,
    client: { name: "test", version: "1" },
  });
  try {
    const answer = connection.command(send);
    await heard.promise;
    await first.stop(true);
    realServer(port, (command_id) => {
      asked.push(command_id);
      return { type: "ack", command_id, session_id: "s" };
    });
    expect((await answer).session_id).toBe("s");
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(asked[1]).toBe(asked[0]!);
  } finally {
    connection.close();
  }
});
