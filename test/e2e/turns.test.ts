import { afterAll, beforeAll, expect, test } from "bun:test";
import { Seat, run, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

const held = (name: string, said = "one two three four five") =>
  text(said, { hold: { name, after: 2 } });

test("an interrupt keeps what was said, marks it, and lets the queue go on", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.say([held("cut")]);
  await world.model.held("cut");
  await seat.message("assistant", ({ content }) => content === "one two");
  await seat.say([text("Next, then.")]);
  expect(seat.session.queue).toHaveLength(1);
  expect(seat.texts("user")).toHaveLength(1);
  await seat.order({ type: "interrupt_session" });
  expect((await seat.ended(1)).outcome).toBe("interrupted");
  expect((await seat.ended(2)).outcome).toBe("completed");
  world.model.release("cut");
  expect(seat.messages("assistant")).toMatchObject([
    { content: "one two", status: "interrupted", turn: 1 },
    { content: "Next, then.", status: "complete", turn: 2 },
  ]);
  expect(seat.session).toMatchObject({ queue: [], last_error: null, work_status: "waiting" });
  await expect(seat.order({ type: "interrupt_session" })).rejects.toMatchObject({
    code: "conflict",
  });
  seat.leave();
}, 30_000);

test("a command that outlives its interrupt is heard to its end", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  const gate = `${world.project()}/late`;
  const cmd = `echo begun; while [ ! -e ${gate} ]; do sleep 0.02; done; echo over`;
  await seat.say([run(cmd)], [text("k")]);
  await seat.message("tool");
  await seat.order({ type: "interrupt_session" });
  expect((await seat.ended(1)).outcome).toBe("interrupted");
  expect(seat.messages("tool")[0]).toMatchObject({ status: "interrupted" });
  await Bun.write(gate, "");
  const tool = await seat.message("tool", ({ status }) => status === "complete");
  expect(tool.tool_output).toContain("over");
  expect(seat.messages("tool")).toHaveLength(1);
  expect(seat.session.turn).toBeNull();
  seat.leave();
}, 30_000);

test("messages wait in line, one can be taken back, and each starts its own turn", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.say([held("line")]);
  await world.model.held("line");
  for (const word of ["first", "second", "third"]) await seat.say([text(word)]);
  const [, second] = seat.session.queue;
  await seat.order({ type: "remove_queued", queued_id: second?.id ?? "" });
  expect(seat.session.queue).toHaveLength(2);
  await expect(
    seat.order({ type: "remove_queued", queued_id: second?.id ?? "" }),
  ).rejects.toMatchObject({
    code: "conflict",
  });
  world.model.release("line");
  await seat.ended(3);
  expect(seat.texts("assistant")).toEqual(["one two three four five", "first", "third"]);
  expect(seat.messages("user").map((message) => message.turn)).toEqual([1, 2, 3]);
  expect(seat.session.turns.map((turn) => turn.outcome)).toEqual(Array(3).fill("completed"));
  seat.leave();
}, 30_000);

test("steering joins the turn that runs", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.say([held("steer"), run("true")], [text("As you wish.")]);
  await world.model.held("steer");
  await seat.message("assistant", ({ content }) => content === "one two");
  await seat.order({ type: "steer_session", content: "Make it blue." });
  expect(seat.messages("user").at(-1)).toMatchObject({ content: "Make it blue.", steered: true });
  world.model.release("steer");
  expect((await seat.ended(1)).outcome).toBe("completed");
  expect(seat.session.turns).toHaveLength(1);
  expect(seat.texts("user").filter((said) => said === "Make it blue.")).toHaveLength(1);
  expect(seat.texts("assistant")[0]).toStartWith("one two");
  expect(JSON.stringify(world.model.requests.at(-1)?.body)).toContain("Make it blue.");

  const before = seat.session.turns.length;
  await seat.order({ type: "steer_session", content: "And now green." });
  await seat.ended(before + 1);
  expect(seat.messages("user").at(-1)).toMatchObject({ content: "And now green.", turn: 2 });
  seat.leave();
}, 30_000);

test("model and effort are the message's own", async () => {
  const seat = await Seat.create(world, { approval_policy: "never", effort: "low" });
  const sent = () => {
    const body = world.model.requests.at(-1)?.body as
      | { model: string; reasoning: { effort: string } }
      | undefined;
    return { model: body?.model, effort: body?.reasoning.effort };
  };
  await seat.turn([text("a")]);
  expect(sent()).toEqual({ model: "gpt-5.5", effort: "low" });
  await seat.order({ type: "send_message", content: "b", model: "gpt-5.4", effort: "high" });
  await seat.ended(2);
  expect(sent()).toEqual({ model: "gpt-5.4", effort: "high" });
  expect(seat.session).toMatchObject({ model: "gpt-5.4", effort: "high" });
  await seat.order({ type: "update_session_config", effort: "medium" });
  await seat.turn([text("c")]);
  expect(sent()).toEqual({ model: "gpt-5.4", effort: "medium" });
  seat.leave();
}, 30_000);

test("a policy and a sandbox changed in mid-session change what is asked and what is allowed", async () => {
  const seat = await Seat.create(world, {
    approval_policy: "never",
    sandbox_mode: "danger-full-access",
  });
  await seat.turn([run("touch free")], [text("k")]);
  expect(seat.messages("tool")[0]).toMatchObject({ status: "complete" });
  await seat.order({ type: "update_session_config", approval_policy: "untrusted" });
  expect(seat.session.approval_policy).toBe("untrusted");
  await seat.say([run("touch asked")], [text("k")]);
  const request = await seat.asked();
  await seat.order({ type: "approve_tool", request_id: request.id, decision: "approved" });
  await seat.ended(2);

  await seat.order({
    type: "update_session_config",
    approval_policy: "on-failure",
    sandbox_mode: "read-only",
  });
  expect(seat.session).toMatchObject({
    approval_policy: "on-request",
    sandbox_mode: "read-only",
  });
  await seat.turn([text("k")]);
  const told = JSON.stringify(world.model.requests.at(-1)?.body);
  expect(told.slice(told.lastIndexOf("sandbox_mode"))).toContain("read-only");
  await seat.until("the settings to stay", (session) => session.sandbox_mode === "read-only");
  seat.leave();
}, 30_000);

test("a name is the person's, a title is the first thing asked", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  expect(seat.session).toMatchObject({ title: null, custom_name: null });
  await seat.order({ type: "send_message", content: "Mend the pump.\nIt leaks." });
  await seat.ended(1);
  expect(seat.session.title).toBe("Mend the pump.");
  await seat.order({ type: "rename_session", name: " The pump " });
  expect(seat.session.custom_name).toBe("The pump");
  await seat.turn([text("k")]);
  expect(seat.session.custom_name).toBe("The pump");
  await seat.order({ type: "rename_session", name: null });
  expect(seat.session.custom_name).toBeNull();
  seat.leave();
}, 30_000);

test("compacting is a turn of its own kind, and the session goes on after it", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.turn([text("A long story.")]);
  await seat.order({ type: "compact_session" });
  await seat.message("assistant", ({ notice }) => notice === "compaction");
  await seat.ready();
  await seat.turn([text("And on.")]);
  expect(seat.session.last_error).toBeNull();
  expect(seat.texts("assistant").at(-1)).toBe("And on.");
  seat.leave();
}, 30_000);
