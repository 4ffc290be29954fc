/**
 * Records src/codex/fixtures/*.jsonl: what the real Codex says to the scripted model's doings, scrubbed
 * of everything that is of one machine or one moment; and beside each what the connector hears in it,
 * to be read before it is committed.
 * Run: node_modules/.bin/bun packages/connectors/record-codex-fixtures.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScenarioItemInput } from "@orbitdock/rehearsal";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { hearAll, readable, recordedLines } from "./src/codex/testing/fixtures.ts";
import { scrubber } from "./src/codex/testing/scrub.ts";
import { stage, type Rig, type Stage } from "./src/codex/testing/rig.ts";

const folder = join(import.meta.dir, "src/codex/fixtures");
const session = "session-1";
const never = { approval_policy: "never" } as const;
const exec = (cmd: string): ScenarioItemInput => {
  return { type: "call", name: "exec_command", args: { cmd } };
};

type Play = (rig: Rig, stage: Stage) => Promise<void>;

const plays: Record<string, Play> = {
  async text(rig) {
    const thread = await rig.open(session, never);
    await turn(rig, thread, [
      { type: "reasoning", text: "Let me see. " },
      { type: "text", text: "Hello there." },
    ]);
  },
  async exec(rig) {
    const thread = await rig.open(session);
    await asked(rig, thread, [exec("echo one && echo two")], "approved");
    await asked(rig, thread, [exec("rm -rf build")], "denied", "Keep the build.");
  },
  async patch(rig) {
    const thread = await rig.open(session);
    const patch = "*** Begin Patch\n*** Add File: hello.txt\n+hello\n*** End Patch";
    await asked(rig, thread, [{ type: "patch", patch }], "approved");
  },
  async question(rig) {
    const thread = await rig.open(session);
    const options = [
      { label: "Red", description: "warm" },
      { label: "Blue", description: "cold" },
    ];
    const question = (id: string) => ({ id, header: id, question: `Which ${id}?`, options });
    const questions = [question("colour"), question("shade")];
    await rig.begin(session, thread, [
      { type: "call", name: "request_user_input", args: { questions } },
    ]);
    const { request } = await rig.input(session, "approval_asked");
    const answers = { colour: ["Blue"], shade: ["Red"] };
    rig.answer(session, thread, request, { type: "answers", answers });
    await rig.input(session, "turn_ended");
  },
  async mcp(rig) {
    const thread = await rig.open(session);
    const args = { text: "milk" };
    await asked(
      rig,
      thread,
      [{ type: "call", namespace: "mcp__notes", name: "add", args }],
      "approved_for_session",
    );
  },
  async plan(rig) {
    const thread = await rig.open(session, never);
    const plan = [
      { step: "Look", status: "completed" },
      { step: "Leap", status: "in_progress" },
    ];
    const args = { explanation: "Carefully.", plan };
    await turn(rig, thread, [{ type: "call", name: "update_plan", args }]);
  },
  async interrupt(rig, { model }) {
    const thread = await rig.open(session, never);
    const hold = { name: "cut", after: 2 };
    const id = await rig.begin(session, thread, [{ type: "text", text: "one two three", hold }]);
    await model.held("cut");
    rig.perform(session, { type: "turn_interrupt", thread_id: thread, turn_id: id });
    await rig.input(session, "turn_ended");
    model.release("cut");
  },
  async drop(rig) {
    const items: ScenarioItemInput[] = [{ type: "text", text: "one two three" }];
    await say(rig, { responses: [{ items, drop: { after: 1, attempts: 1 } }] });
  },
  async limit(rig) {
    const error = { type: "usage_limit_reached", message: "no more", plan_type: "plus" };
    const primary = { used_percent: 100, window_minutes: 300, reset_at: 1_800_000_000 };
    await say(rig, {
      responses: [{ error: { status: 429, body: { error } }, rate_limits: { primary } }],
    });
  },
  async compact(rig) {
    const thread = await rig.open(session, never);
    await turn(rig, thread, [{ type: "text", text: "Hi." }]);
    const from = rig.heard.length;
    rig.perform(session, { type: "thread_compact", thread_id: thread });
    await rig.input(session, "turn_ended", undefined, from);
  },
  async resume(rig, theStage) {
    const thread = await rig.open(session, never);
    await turn(rig, thread, [{ type: "text", text: "Hi." }, exec("echo again")]);
    await rig.kill();
    const next = theStage.start();
    next.perform(session, {
      type: "thread_resume",
      thread_id: thread,
      cwd: theStage.cwd,
      model: null,
      effort: null,
      approval_policy: null,
      sandbox_mode: null,
    });
    await next.input(session, "item_completed", (input) => input.content === "ok");
  },
};

async function turn(rig: Rig, thread: string, items: ScenarioItemInput[]): Promise<void> {
  const from = rig.heard.length;
  await rig.begin(session, thread, items, never);
  await rig.input(session, "turn_ended", undefined, from);
}

async function say(rig: Rig, scenario: Parameters<typeof scriptPrompt>[0]): Promise<void> {
  const thread_id = await rig.open(session, never);
  rig.perform(session, {
    type: "turn_start",
    thread_id,
    message_id: "message-1",
    content: scriptPrompt(scenario),
    model: null,
    effort: null,
    approval_policy: null,
    sandbox_mode: null,
  });
  await rig.input(session, "turn_ended");
}

async function asked(
  rig: Rig,
  thread: string,
  items: ScenarioItemInput[],
  decision: "approved" | "approved_for_session" | "denied",
  message?: string,
): Promise<void> {
  const from = rig.heard.length;
  await rig.begin(session, thread, items);
  const { request } = await rig.input(session, "approval_asked", undefined, from);
  const reason = message === undefined ? {} : { message };
  rig.answer(session, thread, request, { type: "decision", decision, ...reason });
  await rig.input(session, "turn_ended", undefined, from);
}

function writeHeard(name: string): void {
  writeFileSync(join(folder, `${name}.heard.txt`), `${readable(hearAll(recordedLines(name)))}\n`);
}

mkdirSync(folder, { recursive: true });
for (const [name, play] of Object.entries(plays)) {
  const theStage = stage();
  const rigs: Rig[] = [];
  const recording: Stage = {
    ...theStage,
    start: (connector) => {
      const rig = theStage.start(connector);
      rigs.push(rig);
      return rig;
    },
  };
  try {
    await play(recording.start(), recording);
    const scrub = scrubber(theStage.cwd);
    const lines = rigs
      .flatMap((rig) => rig.lines)
      .map((line) => `${JSON.stringify(scrub(line))}\n`);
    writeFileSync(join(folder, `${name}.jsonl`), lines.join(""));
    writeHeard(name);
    console.log(`${name}: ${lines.length} lines, ${lines.join("").length} characters`);
  } finally {
    await theStage.clear();
  }
}
writeHeard("written");
process.exit(0);
