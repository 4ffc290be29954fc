import { afterAll, beforeAll, expect, test } from "bun:test";
import { limits } from "@orbitdock/protocol";
import { dial, Seat, run, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

test("a transcript of over a thousand messages: the newest at once, the rest page by page", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  const parts = (turn: number) => Array.from({ length: 350 }, (_, at) => `part ${turn}.${at}`);
  for (const turn of [1, 2, 3]) {
    const items = parts(turn).map((part) => text(part));
    world.model.register(`long-${turn}`, { responses: [{ items }] });
    await seat.order({ type: "send_message", content: `REHEARSE:long-${turn}` });
    await seat.ended(turn);
  }
  const all = [1, 2, 3].flatMap((turn) => ["user", ...parts(turn)]);
  const told = () =>
    seat.session.messages.map(({ message_type, content }) =>
      message_type === "user" ? "user" : content,
    );
  expect(told()).toEqual(all);

  for (const stored of [false, true]) {
    if (stored) {
      await world.kill();
      await world.start();
    }
    const other = await Seat.at(dial(world), seat.id);
    expect(other.session.messages).toHaveLength(limits.snapshotMessages);
    expect(other.session.has_earlier).toBe(true);
    let pages = 0;
    while (other.session.has_earlier) {
      await other.store.loadEarlier();
      pages += 1;
    }
    expect(pages).toBe(Math.ceil(all.length / limits.snapshotMessages) - 1);
    expect(other.session.messages).toEqual(seat.session.messages);
    other.leave();
  }
  await seat.until("it to be live", () => seat.store.getState().status === "live");
  await seat.turn([text("and on")]);
  expect(seat.texts("assistant").at(-1)).toBe("and on");
  seat.leave();
}, 60_000);

test("long texts are cut in a snapshot, and read whole when they are looked at", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  const long = "😀 words and more. ".repeat(3_000).trim();
  await seat.turn(
    [text(long, { chunk: 4_000 }), run("for i in $(seq 1 9000); do echo line $i; done")],
    [text("short")],
  );
  const whole = seat.session.messages;
  const output = whole.find((message) => message.message_type === "tool")?.tool_output ?? "";
  const other = await Seat.at(dial(world), seat.id);
  const [, cut, tool, short] = other.session.messages;
  expect(cut?.content.length).toBeLessThanOrEqual(limits.snapshotText);
  expect(long.startsWith(cut?.content ?? "?")).toBe(true);
  expect(cut?.truncated).toBeTruthy();
  expect(short?.truncated).toBeFalsy();
  await other.store.loadWhole(cut?.id ?? "");
  await other.store.loadWhole(tool?.id ?? "");
  expect(other.session.messages[1]?.content).toBe(long);
  expect(other.session.messages[2]?.tool_output).toBe(output);
  expect(output.length).toBeGreaterThan(10_000);
  await expect(
    other.connection.query({ type: "get_message", session_id: seat.id, message_id: "none" }),
  ).rejects.toMatchObject({ code: "not_found" });
  other.leave();
  seat.leave();
}, 30_000);
