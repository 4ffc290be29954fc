import { afterAll, beforeAll, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { type Connection, sessionStore } from "@orbitdock/client";
import type { SessionState } from "@orbitdock/protocol";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { dial, Seat, run, text } from "../support/seat.ts";
import { SeedClient } from "../support/seed-client.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

/** What a client that has nothing yet gets of a session. */
async function fresh(id: string): Promise<SessionState> {
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "subscribe_session", session_id: id });
  const { session } = await client.next("session_snapshot");
  client.close();
  return session;
}

const opened = (connection: Connection) =>
  until("the connection", () => connection.getState().status === "open");

test("a clean restart: what was is there again, and a turn that ran meanwhile is whole", async () => {
  const rest = await Seat.create(world, { approval_policy: "never", name: "Rest" });
  await rest.turn([run("echo a"), { type: "reasoning", text: "Hm." }], [text("b")]);
  const busy = await Seat.create(world, { approval_policy: "never" });
  await busy.say([text("one two three four five six", { hold: { name: "over", after: 2 } })]);
  await world.model.held("over");
  await busy.message("assistant", ({ content }) => content === "one two");
  await busy.say([text("queued")]);
  const before = await fresh(rest.id);

  expect(await world.stop()).toBe(0);
  expect(world.model.streams()).toBe(1);
  world.model.release("over");
  await until("the model to be done", () => world.model.streams() === 0);
  await world.start();

  expect(await fresh(rest.id)).toEqual(before);
  await busy.ended(2);
  expect(busy.texts("assistant")).toEqual(["one two three four five six", "queued"]);
  expect(busy.session.turns.map((turn) => turn.outcome)).toEqual(["completed", "completed"]);
  expect(await fresh(busy.id)).toEqual(busy.session);
  rest.leave();
  busy.leave();
}, 30_000);

test("kill -9 in mid-text: nothing said is missing, then it goes on to its end", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  const words = Array.from({ length: 300 }, (_, at) => `word${at}`).join(" ");
  const said = words.split(" ").slice(0, 200).join(" ");
  await seat.say([text(words, { hold: { name: "half", after: 200 } })]);
  await world.model.held("half");
  await world.kill();
  await world.start();
  const after = await until("what was said", async () => {
    const session = await fresh(seat.id);
    return session.messages.at(-1)?.content === said ? session : null;
  });
  expect(after.messages.at(-1)).toMatchObject({ status: "streaming", message_type: "assistant" });
  expect(after).toMatchObject({ work_status: "working", agent_status: "running" });
  world.model.release("half");
  expect((await seat.ended(1)).outcome).toBe("completed");
  expect(seat.texts("assistant")).toEqual([words]);
  seat.leave();
}, 30_000);

test("kill -9 while a person is asked: the same request waits, and its answer counts", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  await seat.say([run("touch left"), run("touch right")], [text("Both.")]);
  // Which of them is first is up to codex.
  const [first, second] = await seat.until("two requests", ({ pending_approvals }) =>
    pending_approvals.length === 2 ? pending_approvals : null,
  );
  // Acknowledged, it is on disk, and so is all before it.
  await seat.order({ type: "rename_session", name: "Ada" });
  await world.kill();
  await world.start();
  await opened(seat.connection);
  expect((await fresh(seat.id)).pending_approvals).toEqual([first, second] as never);
  await seat.order({ type: "approve_tool", request_id: second?.id ?? "", decision: "approved" });
  await world.kill();
  await world.start();
  await opened(seat.connection);
  expect((await fresh(seat.id)).pending_approvals).toEqual([first] as never);
  await expect(
    seat.order({ type: "approve_tool", request_id: second?.id ?? "", decision: "denied" }),
  ).rejects.toMatchObject({ code: "conflict" });
  await seat.order({ type: "approve_tool", request_id: first?.id ?? "", decision: "denied" });
  expect((await seat.ended(1)).outcome).toBe("completed");
  const status = Object.fromEntries(
    seat.messages("tool").map((tool) => [tool.content, tool.status]),
  );
  expect(status).toEqual({
    [first?.command ?? ""]: "declined",
    [second?.command ?? ""]: "complete",
  });
  seat.leave();
}, 30_000);

test("codex dies while the server is away: its sessions say so when it is back", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.say([text("one two three", { hold: { name: "away", after: 2 } })]);
  await world.model.held("away");
  await seat.message("assistant", ({ content }) => content === "one two");
  // Acknowledged, it is on disk, and so is all before it.
  await seat.order({ type: "rename_session", name: "Ada" });
  await world.kill();
  await world.endAgents();
  await world.start();
  expect((await seat.ended(1)).outcome).toBe("failed");
  await seat.until("the loss", (session) => session.agent_status === "stopped");
  expect(seat.messages("assistant")[0]).toMatchObject({
    content: "one two",
    status: "interrupted",
  });
  world.model.release("away");
  await seat.turn([text("back")]);
  expect(seat.texts("assistant").at(-1)).toBe("back");
  expect(seat.texts("user")).toHaveLength(2);
  seat.leave();
}, 30_000);

test("one command sent twice is done once and acknowledged twice, across a kill as well", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  const create = {
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
    command_id: "create-1",
  };
  client.send(create);
  client.send(create);
  const first = await client.next("ack");
  expect(await client.next("ack")).toEqual(first);
  const id = first["session_id"];
  const send = {
    type: "send_message",
    session_id: id,
    content: scriptPrompt({ responses: [{ items: [text("onceandnomore")] }] }),
    command_id: "send-1",
  };
  client.send(send);
  client.send(send);
  for (let acks = 0; acks < 2; acks++)
    await client.next("ack", (frame) => frame["command_id"] === "send-1");
  await world.kill();
  await world.start();
  const again = await SeedClient.connect(world.url, world.token);
  for (const repeated of [create, send]) {
    again.send(repeated);
    expect(await again.next("ack")).toMatchObject({
      command_id: repeated.command_id,
      session_id: id,
    });
  }
  again.send({ type: "interrupt_session", session_id: "nobody", command_id: "lost-1" });
  expect(await again.next("error")).toMatchObject({ code: "not_found", command_id: "lost-1" });
  const connection = dial(world);
  const seat = await Seat.at(connection, id);
  await seat.ended(1);
  expect(seat.texts("assistant")).toEqual(["onceandnomore"]);
  expect(seat.texts("user")).toHaveLength(1);
  const asked = world.model.requests.filter(({ body }) =>
    JSON.stringify(body).includes("onceandnomore"),
  );
  expect(asked).toHaveLength(1);
  again.close();
  client.close();
  seat.leave();
}, 30_000);

test("a reader that comes back gets what it missed, or a snapshot where that is not known", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.turn([text("one")]);
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "subscribe_session", session_id: seat.id });
  const { epoch, revision } = await client.next("session_snapshot");
  client.send({ type: "unsubscribe_session", session_id: seat.id });
  await seat.turn([text("two")]);
  const since = { epoch, revision };
  client.send({ type: "subscribe_session", session_id: seat.id, since });
  expect(await client.next("session_resumed")).toMatchObject({ epoch, revision });
  const missed = await client.next("turn_ended");
  expect(missed["revision"]).toBeGreaterThan(Number(revision));
  client.send({ type: "subscribe_session", session_id: seat.id, since: { epoch: "x", revision } });
  await client.next("session_snapshot");
  const future = { epoch, revision: 1_000_000 };
  client.send({ type: "subscribe_session", session_id: seat.id, since: future });
  await client.next("session_snapshot");
  await world.kill();
  await world.start();
  const later = await SeedClient.connect(world.url, world.token);
  later.send({ type: "subscribe_session", session_id: seat.id, since });
  const snapshot = await later.next("session_snapshot");
  expect(snapshot["epoch"]).not.toBe(epoch);
  // What was not on disk yet is heard from the agent again.
  await until("all messages", async () => (await fresh(seat.id)).messages.length === 4);
  client.close();
  later.close();
  seat.leave();
}, 30_000);

test("a server killed before its session's agent was there starts it when it is back", async () => {
  const connection = dial(world);
  const { session_id } = await connection.command({
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
    prompt: scriptPrompt({ responses: [{ items: [text("hello")] }] }),
  });
  await world.kill();
  await world.start();
  await opened(connection);
  const seat = await Seat.at(connection, session_id ?? "");
  await seat.ended(1);
  expect(seat.texts("assistant")).toEqual(["hello"]);
  expect(sessionStore(connection, seat.id).getState().status).toBe("live");
  seat.leave();
}, 30_000);

test("one session that cannot be read keeps no other from its agent, nor the server from running", async () => {
  const broken = await Seat.create(world, { approval_policy: "never" });
  const whole = await Seat.create(world, { approval_policy: "never" });
  await broken.ready();
  await whole.ready();
  // Acknowledged, it is on disk, and so is all before it.
  await whole.order({ type: "rename_session", name: "Whole" });
  await world.kill();
  const db = new Database(join(world.home, "orbitdock.db"));
  db.run("UPDATE sessions SET facts = '{' WHERE id = ?", [broken.id]);
  db.close();
  await world.start();
  await opened(whole.connection);
  expect((await whole.turn([text("Here.")])).outcome).toBe("completed");
  expect(whole.texts("assistant")).toEqual(["Here."]);
  await expect(
    broken.connection.query({ type: "get_message", session_id: broken.id, message_id: "m" }),
  ).rejects.toMatchObject({ code: "internal" });
  expect(world.log()).toContain("a session could not be read");
  broken.leave();
  whole.leave();
}, 30_000);

test("a session that was ended as the server died does not work on unattended", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.turn([text("Ready.")]);
  const name = `ended-${seat.id}`;
  const held = text("one two three", { hold: { name, after: 1 } });
  await seat.order({
    type: "send_message",
    content: scriptPrompt({ responses: [{ items: [held] }] }),
  });
  await seat.order({ type: "end_session" });
  await world.kill();
  await world.start();
  // A whole turn of another session later, through the same codex, nobody listens to the model.
  const other = await Seat.create(world, { approval_policy: "never" });
  await other.turn([text("Other.")]);
  await until("nobody to listen to the model", () => world.model.streams() === 0);
  const again = await seat.beside(world);
  expect(again.session.status).toBe("ended");
});
