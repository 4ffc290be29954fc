import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { AgentInput } from "@orbitdock/core";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { stage, type Rig, type Stage } from "./testing/rig.ts";

// Longer than what the rig waits for one thing: then its words are seen, not the runner's.
setDefaultTimeout(60_000);

let theStage: Stage;
let rig: Rig;

beforeAll(() => {
  theStage = stage();
  rig = theStage.start();
});
afterAll(() => theStage.clear());

const settings = {
  model: null,
  effort: null,
  approval_policy: "never",
  sandbox_mode: "danger-full-access",
} as const;
const contents = (inputs: AgentInput[], type: string) =>
  inputs.flatMap((input) =>
    input.type === "item_completed" && input.message_type === type ? [input.content] : [],
  );

test("an interrupt ends the turn; what was said until then was heard as deltas", async () => {
  const thread = await rig.open("interrupt", settings);
  const from = rig.heard.length;
  const turn = await rig.begin("interrupt", thread, [
    { type: "text", text: "one two three four", hold: { name: "cut", after: 2 } },
  ]);
  const isText = (input: { message_type: string }) => input.message_type === "assistant";
  await rig.input("interrupt", "item_delta", isText, from);
  await theStage.model.held("cut");
  rig.perform("interrupt", { type: "turn_interrupt", thread_id: thread, turn_id: turn });
  const end = await rig.input("interrupt", "turn_ended", undefined, from);
  expect(end).toEqual({ type: "turn_ended", native_id: turn, outcome: "interrupted" });
  expect(contents(rig.inputs("interrupt", from), "assistant")).toEqual([]);

  const again = rig.heard.length;
  rig.perform("interrupt", { type: "turn_interrupt", thread_id: thread, turn_id: turn });
  await rig.until("the late interrupt", (heard) => heard.type === "unrouted", again);
  theStage.model.release("cut");
});

test("steering joins the running turn, and fails once it is over", async () => {
  const thread = await rig.open("steer", settings);
  const from = rig.heard.length;
  const turn = await rig.begin("steer", thread, [
    { type: "text", text: "a b c d", hold: { name: "steer", after: 1 } },
  ]);
  await theStage.model.held("steer");
  const steer = (content: string) =>
    ({
      type: "turn_steer",
      thread_id: thread,
      turn_id: turn,
      message_id: content,
      content,
    }) as const;
  rig.perform("steer", steer("left"));
  await rig.input("steer", "item_completed", (input) => input.message_id === "left", from);
  theStage.model.release("steer");
  await rig.input("steer", "turn_ended", undefined, from);
  rig.perform("steer", steer("right"));
  const failed = await rig.input("steer", "request_failed", undefined, from);
  expect(failed).toMatchObject({ request: "turn_steer", message_id: "right" });
});

test("ending a session stops what its commands still do", async () => {
  const thread = await rig.open("end", settings);
  // The command gives its turn back after a while and runs on: an interrupt leaves such ones alone.
  const args = { cmd: "exec sleep 4321", yield_time_ms: 250 };
  const hold = { name: "end", after: 1 };
  const content = scriptPrompt({
    responses: [
      { items: [{ type: "call", name: "exec_command", args }] },
      { items: [{ type: "text", text: "a b c", hold }] },
    ],
  });
  const message = { thread_id: thread, message_id: "m", content, ...settings };
  rig.perform("end", { type: "turn_start", ...message });
  await rig.input("end", "turn_started");
  await theStage.model.held("end");
  const running = () => Bun.spawnSync(["pgrep", "-f", "^sleep 4321$"]).exitCode === 0;
  expect(running()).toBe(true);
  rig.perform("end", { type: "thread_end", thread_id: thread });
  await eventually("the command is gone", () => !running());
});

async function eventually(what: string, is: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!is()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    // Looks again until the deadline: a process of another's cannot be waited for.
    await Bun.sleep(50); // deadline
  }
}

test("settings changed in mid-session hold, and are told", async () => {
  const thread = await rig.open("settings", { ...settings, sandbox_mode: "workspace-write" });
  const from = rig.heard.length;
  rig.perform("settings", {
    type: "thread_configure",
    thread_id: thread,
    model: null,
    effort: "high",
    approval_policy: "on-failure",
    sandbox_mode: "read-only",
  });
  const said = await rig.input("settings", "settings", undefined, from);
  expect(said).toMatchObject({
    effort: "high",
    approval_policy: "on-request",
    sandbox_mode: "read-only",
  });
  rig.perform("settings", {
    type: "turn_start",
    thread_id: thread,
    message_id: "m",
    content: "hello",
    ...settings,
    effort: "low",
  });
  const changed = await rig.input(
    "settings",
    "settings",
    (input) => input.sandbox_mode === "danger-full-access",
    from,
  );
  expect(changed).toMatchObject({ effort: "low", approval_policy: "never" });
  await rig.input("settings", "turn_ended", undefined, from);
});

test("rename and compact", async () => {
  const thread = await rig.open("rename", settings);
  const from = rig.heard.length;
  await rig.begin("rename", thread, [{ type: "text", text: "hi" }]);
  await rig.input("rename", "turn_ended", undefined, from);
  rig.perform("rename", { type: "thread_rename", thread_id: thread, name: "Ada" });
  expect((await rig.input("rename", "renamed", undefined, from)).name).toBe("Ada");
  expect(
    rig.connector.perform({
      id: "x",
      session_id: "rename",
      effect: { type: "thread_rename", thread_id: thread, name: null },
    }),
  ).toEqual([]);
  rig.perform("rename", { type: "thread_compact", thread_id: thread });
  const notice = await rig.input("rename", "notice", (input) => input.kind === "compaction", from);
  expect(notice.text).toBe("The context was compacted.");
});

test("a fork has the history of its source, under the same ids", async () => {
  const thread = await rig.open("source", settings);
  const from = rig.heard.length;
  const turns: string[] = [];
  for (const text of ["first", "second"]) {
    const begun = rig.heard.length;
    turns.push(await rig.begin("source", thread, [{ type: "text", text }]));
    await rig.input("source", "turn_ended", undefined, begun);
  }
  rig.perform("fork", {
    type: "thread_fork",
    source_thread_id: thread,
    source_turn_id: turns[0] ?? null,
    cwd: theStage.cwd,
    ...settings,
  });
  const ready = await rig.input("fork", "agent_ready", undefined, from);
  expect(ready.thread_id).not.toBe(thread);
  const last = await rig.input(
    "fork",
    "item_completed",
    (input) => input.content === "first",
    from,
  );
  expect(last.native_id).toStartWith(`${turns[0]}/`);
  expect(contents(rig.inputs("fork"), "assistant")).toEqual(["first"]);
});

test("the models, with their efforts", async () => {
  rig.write(rig.connector.query("codex", { id: "q1", type: "models" }));
  const heard = await rig.until("models", (one) => one.type === "models");
  if (heard.type !== "models") throw new Error("unreachable");
  expect(heard.query_id).toBe("q1");
  expect(heard.models.filter((model) => model.is_default)).toHaveLength(1);
  expect(heard.models[0]).toMatchObject({
    provider: "codex",
    efforts: expect.arrayContaining(["low"]),
  });
});

test("a spent allowance ends the turn with what to do, and its windows are told", async () => {
  const thread = await rig.open("limit", settings);
  const from = rig.heard.length;
  const content = scriptPrompt({
    responses: [
      {
        error: {
          status: 429,
          body: { error: { type: "usage_limit_reached", message: "no more", plan_type: "plus" } },
        },
        rate_limits: { primary: { used_percent: 100, window_minutes: 300, resets_in_s: 60 } },
      },
    ],
  });
  const message = { thread_id: thread, message_id: "m", content, ...settings };
  rig.perform("limit", { type: "turn_start", ...message });
  const end = await rig.input("limit", "turn_ended", undefined, from);
  expect(end.outcome).toBe("failed");
  expect(end.error?.message).toContain("usage limit");
  expect(end.error?.hint).toContain("Wait until the limit resets");
  const heard = await rig.until("rate limits", (one) => one.type === "rate_limits", from);
  expect(heard).toMatchObject({ limits: [{ used_percent: 100, window_minutes: 300 }] });
});

test("without a login the turn says how to get one", async () => {
  const thread = await rig.open("login", settings);
  const from = rig.heard.length;
  const content = scriptPrompt({ responses: [{ error: { status: 401 } }] });
  const message = { thread_id: thread, message_id: "m", content, ...settings };
  rig.perform("login", { type: "turn_start", ...message });
  const end = await rig.input("login", "turn_ended", undefined, from);
  expect(end.error?.hint).toContain("codex login");
});

test("a dropped stream starts over: what came of it is abandoned", async () => {
  const thread = await rig.open("drop", settings);
  const from = rig.heard.length;
  const content = scriptPrompt({
    responses: [
      { items: [{ type: "text", text: "a b c d e f" }], drop: { after: 3, attempts: 1 } },
    ],
  });
  const message = { thread_id: thread, message_id: "m", content, ...settings };
  rig.perform("drop", { type: "turn_start", ...message });
  const end = await rig.input("drop", "turn_ended", undefined, from);
  expect(end.outcome).toBe("completed");
  const inputs = rig.inputs("drop", from);
  const abandoned = inputs.findIndex((input) => input.type === "items_abandoned");
  expect(abandoned).toBeGreaterThan(0);
  expect(inputs[abandoned + 1]).toMatchObject({ type: "notice", kind: "retry" });
  const ids = inputs.flatMap((input) =>
    input.type === "item_delta" && input.message_type === "assistant" ? [input.native_id] : [],
  );
  expect(new Set(ids).size).toBe(2);
  expect(contents(inputs, "assistant")).toEqual(["a b c d e f"]);
});

test("a new process resumes the thread and tells what was missed; one that is open elsewhere says so", async () => {
  const thread = await rig.open("resume", settings);
  for (const text of ["one", "two", "three", "four", "five", "six"]) {
    const begun = rig.heard.length;
    await rig.begin("resume", thread, [{ type: "text", text }]);
    await rig.input("resume", "turn_ended", undefined, begun);
  }
  const resume = {
    type: "thread_resume",
    thread_id: thread,
    cwd: theStage.cwd,
    ...settings,
  } as const;
  const other = theStage.start();
  other.perform("resume", resume);
  const failed = await other.input("resume", "agent_failed");
  expect(failed.error.message).toContain("already has an active writer");
  expect(failed.error.hint).toContain("Close it there");

  const wordsBefore = contents(rig.inputs("resume"), "assistant");
  const idsBefore = rig
    .inputs("resume")
    .flatMap((input) => (input.type === "item_completed" ? [input.native_id] : []));
  await rig.kill();
  const next = theStage.start();
  next.perform("resume", resume);
  const ready = await next.input("resume", "agent_ready");
  expect(ready).toMatchObject({ thread_id: thread, sandbox_mode: "danger-full-access" });
  const lastId = idsBefore.at(-1);
  await next.input("resume", "item_completed", (input) => input.native_id === lastId);
  expect(contents(next.inputs("resume"), "assistant")).toEqual(wordsBefore);
  const idsAfter = next
    .inputs("resume")
    .flatMap((input) => (input.type === "item_completed" ? [input.native_id] : []));
  expect(idsAfter).toEqual(idsBefore);

  const gone = "00000000-0000-4000-8000-000000000000";
  next.perform("lost", { ...resume, thread_id: gone });
  const lost = await next.input("lost", "agent_failed");
  expect(lost.error.hint).toContain("Start a new session");
});

test("a session says at once that nobody is signed in", async () => {
  const signedOut = stage({}, { requires_openai_auth: true });
  try {
    const fresh = signedOut.start();
    await fresh.open("fresh", settings);
    const notice = await fresh.input("fresh", "notice");
    expect(notice).toMatchObject({ kind: "warning", text: expect.stringContaining("codex login") });
  } finally {
    await signedOut.clear();
  }
});
