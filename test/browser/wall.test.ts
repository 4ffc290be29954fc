import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { run, Seat, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { BrowserSeat } from "./browser-seat.ts";
import { buildDashboard } from "./dashboard.ts";

const world = new World();
let desk: BrowserSeat;
let phone: BrowserSeat;
const agents: Seat[] = [];

/** A session that waits to be allowed a command. */
async function asker(name: string, cmd: string): Promise<Seat> {
  const agent = await Seat.create(world, { name, approval_policy: "untrusted" });
  agents.push(agent);
  await agent.say([run(cmd)], [text("Well then.")]);
  await agent.asked();
  return agent;
}

beforeAll(async () => {
  buildDashboard();
  await world.start();
  desk = await BrowserSeat.open(world);
  phone = await BrowserSeat.open(world, { screen: "phone" });
}, 60_000);
afterAll(async () => {
  for (const agent of agents) agent.leave();
  await desk?.close();
  await phone?.close();
  await world.dispose();
}, 30_000);

const made = (name: string) => existsSync(`${world.project()}/${name}`);
const cards = () => desk.page.getByRole("region", { name: "Needs you" }).getByRole("article");
const selected = () => desk.page.locator(".need[aria-current]");

test("y on a card allows its command, and the next that waits is selected", async () => {
  const first = await asker("First in line", "touch first.txt");
  const second = await asker("Second in line", "touch second.txt");
  await desk.page.goto(`${world.url}/wall`);
  await selected().getByText("First in line").waitFor();
  expect(await cards().count()).toBe(2);
  await selected().getByRole("button", { name: "Allow" }).getByText("y", { exact: true }).waitFor();
  await desk.page.keyboard.press("y");
  await selected().getByText("Second in line").waitFor();
  await first.ended(1);
  expect([made("first.txt"), made("second.txt")]).toEqual([true, false]);
  expect(second.session.pending_approval).not.toBeNull();
}, 30_000);

test("d denies with a reason, which the agent reads", async () => {
  await selected().getByRole("button", { name: "Deny" }).getByText("n", { exact: true }).waitFor();
  await desk.page.keyboard.press("d");
  const field = selected().getByRole("textbox", { name: "What should it do instead?" });
  await field.fill("not by hand, use the y script");
  await field.press("Enter");
  await cards().first().waitFor({ state: "detached" });
  const second = agents[1] as Seat;
  await second.ended(1);
  expect(made("second.txt")).toBe(false);
  const { approvals } = await second.connection.query({
    type: "list_approvals",
    session_id: second.id,
    limit: 10,
  });
  expect(approvals[0]).toMatchObject({
    outcome: "denied",
    message: "not by hand, use the y script",
  });
}, 30_000);

test("what is seldom taken is behind one button, and works", async () => {
  const agent = await asker("To be stopped", "touch stopped.txt");
  const card = cards().filter({ hasText: "To be stopped" });
  const allow = await card.getByRole("button", { name: "Allow" }).boundingBox();
  const more = card.getByRole("button", { name: "More ways to answer" });
  expect((await more.boundingBox())?.y).toBe(allow?.y as number);
  await more.click();
  await card.getByRole("button", { name: "Stop", exact: true }).click();
  expect((await agent.ended(1)).outcome).toBe("interrupted");
}, 30_000);

test("a session whose agent died is started again with R, from its card", async () => {
  const agent = await Seat.create(world, { name: "Fallen", approval_policy: "never" });
  agents.push(agent);
  await agent.say([text("one two three", { hold: { name: "fall", after: 1 } })]);
  await world.model.held("fall");
  const { status } = await agent.connection.query({ type: "get_server_status" });
  const children = Bun.spawnSync(["pgrep", "-P", String(status.agent_host.pid)]);
  process.kill(Number(children.stdout.toString().trim().split("\n")[0]), "SIGKILL");
  await agent.until("the loss", (session) => session.agent_status === "stopped");
  const card = cards().filter({ hasText: "Fallen" });
  await card.getByText("Stopped").click();
  await card.getByRole("button", { name: "Resume" }).getByText("R", { exact: true }).waitFor();
  await desk.page.keyboard.press("Shift+R");
  await agent.until("the agent", (session) => session.agent_status === "running");
  await card.waitFor({ state: "detached" });
  world.model.release("fall");
}, 30_000);

test("on a phone: who needs you, what it asks on the whole screen, and Allow", async () => {
  const agent = await asker("From afar", "touch afar.txt");
  const { page } = phone;
  await page.goto(world.url);
  await page.getByRole("heading", { name: "1 needs you" }).waitFor();
  await page.getByRole("article").getByText("touch afar.txt", { exact: true }).tap();
  await page.waitForURL(`**/session/${agent.id}/approval`);
  await page.getByRole("heading", { name: "From afar" }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(390);
  await page.getByRole("button", { name: "Allow" }).tap();
  await page.getByText("Nothing waits here any more.").waitFor();
  await agent.ended(1);
  expect(made("afar.txt")).toBe(true);
  expect([desk.errors, phone.errors]).toEqual([[], []]);
}, 30_000);
