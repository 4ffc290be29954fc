import { afterAll, beforeAll, expect, test } from "bun:test";
import { Seat, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { BrowserSeat } from "./browser-seat.ts";
import { buildDashboard } from "./dashboard.ts";

const world = new World();
let seat: BrowserSeat;
let agent: Seat;

beforeAll(async () => {
  buildDashboard();
  await world.start();
  seat = await BrowserSeat.open(world);
  agent = await Seat.create(world, { name: "Old name" });
}, 60_000);
afterAll(async () => {
  agent?.leave();
  await seat?.close();
  await world.dispose();
}, 30_000);

const page = () => seat.page;
const field = () => page().getByRole("textbox", { name: "message to the agent" });

test("what is written while it works waits, is taken back, or steers the turn", async () => {
  await agent.say([text("A long answer.", { pace_ms: 5, hold: { name: "composer", after: 1 } })]);
  await page().goto(`${world.url}/session/${agent.id}`);
  await page().getByRole("button", { name: "Interrupt" }).waitFor();

  await page().keyboard.press("i");
  await field().fill("Then the changelog");
  await field().press("Enter");
  const waiting = page().getByRole("list", { name: "messages that wait" });
  await waiting.getByText("Then the changelog").waitFor();
  await agent.until("the queue", ({ queue }) => queue.length === 1);
  await waiting.getByRole("button", { name: "take this message back" }).click();
  await waiting.waitFor({ state: "detached" });
  expect(agent.session.queue).toEqual([]);

  await field().fill("Only the short one");
  await field().press("Control+Enter");
  await page().getByText("steered: joined the running turn").waitFor();
  const steered = await agent.message("user", ({ steered }) => steered === true);
  expect(steered.content).toBe("Only the short one");
  world.model.release("composer");
  await agent.ended(1);
}, 30_000);

test("r renames, Escape leaves the name as it was", async () => {
  await field().blur();
  await page().keyboard.press("r");
  const name = page().getByRole("textbox", { name: "name of the session" });
  await name.fill("New name");
  await name.press("Enter");
  await page().getByRole("heading", { name: "New name" }).waitFor();
  await agent.until("the new name", (session) => session.custom_name === "New name");

  await page().keyboard.press("r");
  await name.fill("Third name");
  await name.press("Escape");
  await page().getByRole("heading", { name: "New name" }).waitFor();
  expect(agent.session.custom_name).toBe("New name");
  expect(seat.errors).toEqual([]);
}, 30_000);
