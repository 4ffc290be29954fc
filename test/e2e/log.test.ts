import { afterAll, beforeAll, expect, test } from "bun:test";
import { Seat } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

interface Line {
  time: string;
  level: string;
  message: string;
  command_id?: string;
  session_id?: string;
}

test("the log tells of each command under its id, and never says the token", async () => {
  const seat = await Seat.create(world);
  await seat.order({ type: "rename_session", name: "Named" }, "the-command");
  const about = await until("the command in the log", () => {
    // The last line may still be on its way.
    const whole = world.log().split("\n").slice(0, -1);
    const lines = whole.map((line) => JSON.parse(line) as Line);
    const found = lines.filter((line) => line.command_id === "the-command");
    return found.some((line) => line.message === "acknowledged") ? found : null;
  });
  expect(about.map((line) => line.message)).toEqual(["command", "acknowledged"]);
  expect(about[0]).toMatchObject({ level: "info", type: "rename_session", session_id: seat.id });
  expect(world.log()).not.toContain(world.token);
});
