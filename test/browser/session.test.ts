import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ScenarioInput } from "@orbitdock/rehearsal";
import { World } from "../support/server-process.ts";
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
const conversation = () => page().getByRole("log", { name: "conversation" });
const said = (text: string) =>
  conversation().getByRole("article", { name: "agent" }).getByText(text);

let made = 0;
/** A prompt for which the model plays this, and which says none of its words itself. */
function prompt(scenario: ScenarioInput): string {
  const name = `scene${++made}`;
  world.model.register(name, scenario);
  return `REHEARSE:${name}`;
}

/** Writes a message in the composer and sends it. */
async function send(content: string) {
  const field = page().getByRole("textbox", { name: "message to the agent" });
  await field.fill(content);
  await field.press("Enter");
  await field.blur();
}

test("a session is started in the dialog and its answer streams", async () => {
  const asked = prompt({
    responses: [
      {
        items: [
          {
            type: "text",
            text: "First words, then the **last** ones.",
            pace_ms: 5,
            hold: { name: "middle", after: 2 },
          },
        ],
      },
    ],
  });
  await page()
    .getByRole("button", { name: /new session/i })
    .first()
    .waitFor();
  await page().keyboard.press("c");
  const dialog = page().getByRole("dialog");
  await dialog.getByRole("combobox").or(dialog.getByRole("textbox")).first().fill(world.project());
  await dialog.getByText("Asks before everything").click();
  await dialog.getByPlaceholder("Leave it empty to say it later").fill(asked);
  await dialog.getByPlaceholder("Leave it empty to say it later").press("Enter");
  await said("First words").waitFor();
  expect(await said("last").count()).toBe(0);
  await page().getByRole("button", { name: "Interrupt" }).waitFor();
  world.model.release("middle");
  await conversation().locator("strong", { hasText: "last" }).waitFor();
  await page().getByRole("button", { name: "Interrupt" }).waitFor({ state: "detached" });
}, 60_000);

test("a command is allowed with the key y", async () => {
  await send(
    prompt({
      responses: [
        { items: [{ type: "call", name: "exec_command", args: { cmd: "touch made.txt" } }] },
        { items: [{ type: "text", text: "Made it." }] },
      ],
    }),
  );
  const card = page().getByRole("region", { name: "Allow command" });
  await card.getByText("touch made.txt", { exact: true }).waitFor();
  await conversation().getByText("waits for you").waitFor();
  expect(
    await conversation()
      .getByText(/^running/)
      .count(),
  ).toBe(0);
  await page().keyboard.press("y");
  await card.waitFor({ state: "detached" });
  await said("Made it.").waitFor();
  expect(await Bun.file(`${world.project()}/made.txt`).exists()).toBe(true);
}, 60_000);

test("a question is answered with the key of its option", async () => {
  const options = [
    { label: "Red", description: "warm" },
    { label: "Blue", description: "cold" },
  ];
  const questions = [{ id: "colour", header: "Colour", question: "Which colour?", options }];
  await send(
    prompt({
      responses: [
        { items: [{ type: "call", name: "request_user_input", args: { questions } }] },
        { items: [{ type: "text", text: "Thank you." }] },
      ],
    }),
  );
  const card = page().getByRole("region", { name: "Question" });
  await card.getByText("Which colour?").waitFor();
  await page().keyboard.press("2");
  await card.waitFor({ state: "detached" });
  await said("Thank you.").waitFor();
}, 60_000);

test("Escape interrupts, and what had come is kept and marked", async () => {
  await send(
    prompt({
      responses: [
        {
          items: [{ type: "text", text: "Half of a long", hold: { name: "never", after: 2 } }],
        },
      ],
    }),
  );
  await said("Half").waitFor();
  await page().keyboard.press("Escape");
  await said("Interrupted here").waitFor();
  expect(await said("Half").count()).toBe(1);
  world.model.release("never");
}, 60_000);

test("a page loaded anew in mid-turn, and a server killed under it, come back by themselves", async () => {
  await send(
    prompt({
      responses: [
        {
          items: [
            { type: "text", text: "Before the fall, after it.", hold: { name: "fall", after: 2 } },
          ],
        },
      ],
    }),
  );
  await said("Before the").waitFor();
  await page().reload();
  await said("Before the").waitFor();

  await world.kill();
  world.model.release("fall");
  await world.start();
  await said("Before the fall, after it.").waitFor({ timeout: 30_000 });
  await page().getByRole("button", { name: "Interrupt" }).waitFor({ state: "detached" });
  expect(seat.errors).toEqual([]);
}, 90_000);
