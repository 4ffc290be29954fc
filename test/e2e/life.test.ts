import { afterAll, beforeAll, expect, test } from "bun:test";
import { dial, Seat, run, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

const turnsOf = (seat: Seat) =>
  seat.session.messages.map(({ message_type, content }) => [
    message_type,
    message_type === "user" ? "" : content,
  ]);

async function hostPid(): Promise<number> {
  const connection = dial(world);
  const pid = await until("the agent-host's pid", async () => {
    const { status } = await connection.query({ type: "get_server_status" });
    return status.agent_host.pid;
  });
  connection.close();
  return pid;
}

async function codexPid(): Promise<number> {
  const children = Bun.spawnSync(["pgrep", "-P", String(await hostPid())]);
  const pid = Number(children.stdout.toString().trim().split("\n")[0]);
  if (!pid) throw new Error("the agent-host has no child");
  return pid;
}

test("a fork has the history, in its own session, and goes its own way", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.turn([text("one")]);
  await seat.turn([run("echo two")], [text("two")]);
  await seat.turn([text("three")]);

  const whole = await Seat.at(
    seat.connection,
    (await seat.order({ type: "fork_session" })) ?? "no id",
  );
  await whole.ready();
  await whole.message("assistant", ({ content }) => content === "three");
  expect(turnsOf(whole)).toEqual(turnsOf(seat));
  expect(whole.session).toMatchObject({ forked_from: seat.id });
  expect(whole.session.thread_id).not.toBe(seat.session.thread_id);

  const part = await Seat.at(
    seat.connection,
    (await seat.order({ type: "fork_session", after_turn: 1 })) ?? "no id",
  );
  await part.ready();
  await part.message("assistant", ({ content }) => content === "one");
  await part.turn([text("another two")]);
  expect(part.texts("assistant")).toEqual(["one", "another two"]);
  const [user] = part.texts("user");
  expect(user).toBe(seat.texts("user")[0] ?? "");
  expect(seat.texts("assistant")).toEqual(["one", "two", "three"]);
  await expect(seat.order({ type: "fork_session", after_turn: 9 })).rejects.toMatchObject({
    code: "invalid_argument",
  });
  seat.leave();
}, 30_000);

test("an ended session says so, takes nothing, and comes back as it was", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  await seat.turn([text("one")]);
  await seat.say([run("touch pending")], [text("k")]);
  const request = await seat.asked();
  await seat.order({ type: "end_session" });
  expect(seat.session).toMatchObject({
    status: "ended",
    work_status: "ended",
    pending_approval: null,
    ended_reason: "Ended by seat.",
  });
  expect(seat.session.turns.at(-1)?.outcome).toBe("interrupted");
  expect(seat.messages("tool")[0]).toMatchObject({ status: "interrupted" });
  const refused = { code: "conflict" };
  await expect(seat.say([text("x")])).rejects.toMatchObject(refused);
  await expect(seat.order({ type: "end_session" })).rejects.toMatchObject(refused);
  await expect(
    seat.order({ type: "approve_tool", request_id: request.id, decision: "approved" }),
  ).rejects.toMatchObject(refused);

  const before = seat.session;
  await seat.order({ type: "resume_session" });
  await seat.ready();
  expect(seat.session).toMatchObject({ status: "active", thread_id: before.thread_id });
  await seat.turn([text("back")]);
  expect(seat.session.messages.slice(0, before.messages.length)).toEqual(before.messages);
  expect(seat.session.messages.slice(before.messages.length)).toMatchObject([
    { message_type: "user" },
    { message_type: "assistant", content: "back" },
  ]);
  seat.leave();
}, 30_000);

test("a session ended before its first turn begins anew", async () => {
  const seat = await Seat.create(world, { approval_policy: "never", name: "Ada" });
  await seat.ready();
  await seat.order({ type: "end_session" });
  await seat.order({ type: "resume_session" });
  await seat.turn([text("at last")]);
  expect(seat.texts("assistant")).toEqual(["at last"]);
  expect(seat.session).toMatchObject({ custom_name: "Ada", last_error: null });
  seat.leave();
}, 30_000);

test("a session ended before its agent was there ends for good, and can be had back", async () => {
  const connection = dial(world);
  const ack = await connection.command({
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
  });
  const seat = await Seat.at(connection, ack.session_id ?? "");
  await seat.order({ type: "end_session" });
  await seat.until("its thread", (session) => session.thread_id);
  expect(seat.session).toMatchObject({ status: "ended", agent_status: "stopped" });
  await seat.order({ type: "resume_session" });
  await seat.turn([text("after all")]);
  expect(seat.texts("assistant")).toEqual(["after all"]);
  seat.leave();
}, 30_000);

test("codex dies in mid-turn: what was said is kept, and the next message starts it again", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  const idle = await Seat.create(world, { approval_policy: "never" });
  await idle.turn([text("quiet")]);
  await seat.turn([run("echo done")], [text("one")]);
  const thread = seat.session.thread_id;
  await seat.say([text("two three four", { hold: { name: "die", after: 2 } })]);
  await world.model.held("die");
  await seat.message("assistant", ({ content }) => content === "two three");
  const before = seat.session.messages;
  process.kill(await codexPid(), "SIGKILL");
  expect((await seat.ended(2)).outcome).toBe("failed");
  await seat.until("the loss", (session) => session.agent_status === "stopped");
  expect(seat.session).toMatchObject({ status: "active", work_status: "waiting" });
  expect(seat.session.last_error?.message).toContain("SIGKILL");
  expect(seat.session.last_error?.hint).toContain("Send a message");
  expect(seat.messages("assistant").at(-2)).toMatchObject({
    content: "two three",
    status: "interrupted",
  });
  await idle.until("the loss", (session) => session.agent_status === "stopped");
  expect(idle.session.last_error).toBeNull();

  world.model.release("die");
  await seat.turn([text("five")]);
  await idle.turn([text("still quiet")]);
  expect(seat.session).toMatchObject({ thread_id: thread, last_error: null });
  // The history was read by now: it comes before the turn could.
  expect(seat.session.messages.slice(0, before.length).map((message) => message.content)).toEqual(
    before.map((message) => message.content),
  );
  const after = seat.session.messages.slice(before.length);
  expect(after.map((message) => message.notice ?? message.message_type)).toEqual([
    "error",
    "user",
    "assistant",
  ]);
  expect(idle.texts("assistant")).toEqual(["quiet", "still quiet"]);
  seat.leave();
  idle.leave();
}, 30_000);

test("the agent-host dies with all its agents: sessions say so, and the next message works", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  await seat.turn([text("one")]);
  await seat.say([run("touch never")], [text("k")]);
  const request = await seat.asked();
  const codex = await codexPid();
  process.kill(await hostPid(), "SIGKILL");
  await seat.until("the loss", (session) => session.agent_status === "stopped");
  expect(seat.session).toMatchObject({ pending_approval: null, work_status: "waiting" });
  expect(seat.session.last_error).not.toBeNull();
  await expect(
    seat.order({ type: "approve_tool", request_id: request.id, decision: "approved" }),
  ).rejects.toMatchObject({ code: "conflict" });
  // Its end of the pipes is gone: codex goes by itself.
  await until("the orphan to go", () => !alive(codex));
  await seat.turn([text("two")]);
  expect(seat.texts("assistant").at(-1)).toBe("two");
  expect(seat.session.last_error).toBeNull();
  seat.leave();
}, 30_000);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
