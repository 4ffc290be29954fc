import { afterAll, beforeAll, expect, test } from "bun:test";
import { scriptPrompt } from "@orbitdock/rehearsal";
import type { Locator } from "playwright-core";
import { World } from "../support/server-process.ts";
import { text } from "../support/seat.ts";
import { BrowserSeat } from "./browser-seat.ts";
import { buildDashboard } from "./dashboard.ts";

const world = new World();
let seat: BrowserSeat;

beforeAll(async () => {
  buildDashboard();
  await world.start();
  seat = await BrowserSeat.open(world);
}, 60_000);
afterAll(async () => {
  await seat?.close();
  await world.dispose();
}, 30_000);

const page = () => seat.page;

/** Controls of what is on the screen that nobody could name. */
function nameless(): Promise<string[]> {
  return page().evaluate(() => {
    const name = (control: Element) =>
      [
        control.getAttribute("aria-label"),
        ...(control.getAttribute("aria-labelledby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent),
        ...[...((control as HTMLInputElement).labels ?? [])].map((label) => label.textContent),
        /^(?:INPUT|SELECT|TEXTAREA)$/.test(control.tagName) ? "" : control.textContent,
      ].find((text) => text?.trim());
    const controls = document.querySelectorAll(
      "button, input, select, textarea, a[href], [role=tab], [role=listbox], [role=dialog]",
    );
    return [...controls].filter((one) => !name(one)).map((one) => one.outerHTML.slice(0, 200));
  });
}

/** What has the focus after each of so many presses of Tab. */
async function walk(presses: number, key = "Tab"): Promise<Set<string>> {
  const met = new Set<string>();
  for (let at = 0; at < presses; at++) {
    await page().keyboard.press(key);
    met.add(
      await page().evaluate(() => {
        const { activeElement: it } = document;
        return `${it?.closest("[role=dialog]") ? "in" : "out"} ${it?.outerHTML.slice(0, 160)}`;
      }),
    );
  }
  return met;
}

/** Presses Tab until this has the focus. */
async function tabTo(control: Locator): Promise<void> {
  for (let presses = 0; presses < 12; presses++) {
    await page().keyboard.press("Tab");
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${control}`);
}

test("a browser without the cookie is told what to type", async () => {
  const stranger = await BrowserSeat.open(world, { stranger: true });
  await stranger.page.getByRole("heading", { name: "This browser needs a link" }).waitFor();
  await stranger.page.locator("pre", { hasText: "orbitdock open" }).waitFor();
  expect(stranger.errors).toEqual([]);
  await stranger.close();
}, 30_000);

test("the first run says what to do, and every control has a name", async () => {
  await page().getByRole("heading", { name: "No sessions yet" }).waitFor();
  expect(await nameless()).toEqual([]);
}, 30_000);

test("a dialog keeps the focus, lets it round, and gives it back", async () => {
  for (const [key, title] of [
    ["c", "New session"],
    ["?", "Keys"],
  ] as const) {
    await page().keyboard.press(key);
    const dialog = page().getByRole("dialog", { name: title });
    await dialog.waitFor();
    expect(await nameless()).toEqual([]);
    const met = await walk(14);
    expect([...met].filter((one) => one.startsWith("out"))).toEqual([]);
    if (title === "New session") expect(met.size).toBeGreaterThan(5);
    await page().keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
}, 30_000);

test("a session is started by keys alone", async () => {
  await page().keyboard.press("c");
  await page().getByRole("dialog").waitFor();
  await page().getByRole("combobox", { name: "Directory" }).waitFor();
  await page().keyboard.type(world.project());
  await page().keyboard.press("Enter");
  await page().keyboard.insertText(scriptPrompt({ responses: [{ items: [text("By keys.")] }] }));
  await tabTo(page().getByRole("radio", { name: "Asks to leave the workspace" }));
  await page().keyboard.press("ArrowLeft");
  expect(await page().getByRole("radio", { name: "Asks before everything" }).isChecked()).toBe(
    true,
  );
  await tabTo(page().getByRole("textbox", { name: "Name, if you like" }));
  await page().keyboard.type("Made by keys");
  await page().keyboard.press("Enter");
  await page().getByRole("heading", { name: "Made by keys" }).waitFor();
  await page().getByRole("article", { name: "agent" }).getByText("By keys.").waitFor();
  expect(await nameless()).toEqual([]);
}, 30_000);

test("Tab comes round the whole session, through the composer and out again", async () => {
  const forth = await walk(40);
  expect([...forth].some((one) => one.includes("message to the agent"))).toBe(true);
  expect(forth.size).toBeGreaterThan(10);
}, 30_000);

test("while the server is gone a strip says so, and it goes when it is back", async () => {
  const strip = page().getByRole("status").filter({ hasText: "Reconnecting" });
  await world.kill();
  await strip.getByText(/last update \d+ s ago/).waitFor();
  await strip.getByRole("button", { name: "Try now" }).waitFor();
  await world.start();
  await strip.waitFor({ state: "detached" });
  await page().getByText("connected", { exact: false }).first().waitFor();
  await page().getByRole("article", { name: "agent" }).getByText("By keys.").waitFor();
  expect(seat.errors).toEqual([]);
}, 30_000);
