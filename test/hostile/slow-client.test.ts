import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect as connectClient, sessionStores } from "@orbitdock/client";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { connect } from "node:net";
import { until } from "../support/until.ts";
import { World } from "../support/server-process.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

test("a client that stops reading is cut off, and nobody else waits for it", async () => {
  const connection = connectClient({
    url: world.url,
    token: world.token,
    client: { name: "reader", version: "test" },
  });
  const ack = await connection.command({
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
    approval_policy: "never",
  });
  const id = ack.session_id ?? "";
  const store = sessionStores(connection).get(id);
  const leave = store.subscribe(() => {});

  const slow = connect(Number(new URL(world.url).port), "127.0.0.1");
  slow.on("error", () => {});
  const upgraded = Promise.withResolvers<void>();
  slow.once("data", () => upgraded.resolve());
  slow.write(
    `GET /ws?token=${world.token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await upgraded.promise;
  slow.write(textFrame({ type: "subscribe_session", session_id: id }));
  slow.pause();

  const words = 40_000;
  await connection.command({
    type: "send_message",
    session_id: id,
    content: scriptPrompt({
      responses: [{ items: [{ type: "text", words, chunk: 400, pace_ms: 4 }] }],
    }),
  });
  const session = await until(
    "the answer to end",
    () => {
      const held = store.getState().session;
      return held?.turns.length === 1 ? held : null;
    },
    60_000,
  );
  const answer = session.messages.findLast((message) => message.message_type === "assistant");
  expect(answer?.content.split(" ").length).toBeGreaterThan(words / 2);
  // Answers it asks for and does not read: far more than the sockets of both sides hold.
  for (let asked = 0; asked < 90; asked++)
    slow.write(textFrame({ type: "get_message", session_id: id, message_id: answer?.id }));
  await until("the slow client to be cut off", () => /a client left/.test(world.log()), 30_000);
  const { status } = await connection.query({ type: "get_server_status" });
  expect(status.connections).toBe(1);
  leave();
  connection.close();
}, 120_000);

/** A masked WebSocket text frame of a client. */
function textFrame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  const length =
    payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length];
  const head = Buffer.from([0x81, 0x80 | (length[0] ?? 0), ...length.slice(1)]);
  return Buffer.concat([head, mask, masked]);
}
