/** The scripted model against the real codex: what the script says is what the agent does. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scriptPrompt } from "../src/index.ts";
import type { ScenarioItemInput, ScenarioResponseInput } from "../src/index.ts";
import { all, completed, ending, startRig } from "./codex-driver.ts";
import type { Message, Rig } from "./codex-driver.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
}, 30_000);
afterAll(() => rig?.stop());

const script = (...responses: ScenarioResponseInput[]) => scriptPrompt({ responses });
const say = (text: string): ScenarioItemInput => ({ type: "text", text });
const run = (cmd: string): ScenarioItemInput => ({
  type: "call",
  name: "exec_command",
  args: { cmd },
});
const deltas = (messages: Message[]) =>
  all(messages, "item/agentMessage/delta")
    .map((params) => params["delta"])
    .join("");

test("text arrives delta by delta, and so does reasoning", async () => {
  const thread = await rig.startThread();
  const text = "Two *words* 🚀🚀 and `code`.\n\n- done";
  const messages = await rig.runTurn(
    thread,
    script({
      items: [
        { type: "reasoning", text: "**Look** first", chunk: 3 },
        { type: "text", text, chunk: 4, phase: "final_answer" },
      ],
    }),
  );
  expect(ending(messages)).toBe("completed");
  expect(deltas(messages)).toBe(text);
  expect(all(messages, "item/agentMessage/delta").length).toBeGreaterThan(5);
  expect(completed(messages, "agentMessage")).toMatchObject([{ text, phase: "final_answer" }]);
  const thought = all(messages, "item/reasoning/summaryTextDelta").map((p) => p["delta"]);
  expect(thought).toEqual(["**L", "ook", "** ", "fir", "st"]);
});

test("a command runs, its output comes back, and the next response follows", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({ items: [say("first"), run("echo one; echo two")] }, { items: [say("second")] }),
  );
  expect(completed(messages, "commandExecution")).toMatchObject([
    { status: "completed", exitCode: 0, aggregatedOutput: "one\ntwo\n" },
  ]);
  expect(completed(messages, "agentMessage").map((item) => item["text"])).toEqual([
    "first",
    "second",
  ]);
});

test("two commands of one response are one step", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({ items: [run("echo one"), run("echo two")] }, { items: [say("both ran")] }),
  );
  expect(completed(messages, "commandExecution")).toHaveLength(2);
  expect(deltas(messages)).toBe("both ran");
});

test("an approval is asked; a declined one takes the other branch", async () => {
  const thread = await rig.startThread({ approvalPolicy: "untrusted" });
  const prompt = script(
    { items: [run("touch made.txt")] },
    { items: [say("It is made.")], declined: [say("Then not.")] },
  );
  rig.answerWith(() => ({ decision: "decline" }));
  const refused = await rig.runTurn(thread, prompt);
  expect(all(refused, "item/commandExecution/requestApproval")).toHaveLength(1);
  expect(deltas(refused)).toBe("Then not.");
  expect(existsSync(join(rig.cwd, "made.txt"))).toBe(false);

  rig.answerWith(() => ({ decision: "accept" }));
  const accepted = await rig.runTurn(thread, prompt);
  expect(deltas(accepted)).toBe("It is made.");
  expect(existsSync(join(rig.cwd, "made.txt"))).toBe(true);
});

test("a patch is asked for and applied", async () => {
  writeFileSync(join(rig.cwd, "a.txt"), "hi\n");
  const thread = await rig.startThread({ approvalPolicy: "untrusted" });
  rig.answerWith(() => ({ decision: "accept" }));
  const patch =
    "*** Begin Patch\n*** Update File: a.txt\n@@\n-hi\n+hi there\n*** Add File: b.txt\n+new\n*** End Patch";
  const messages = await rig.runTurn(
    thread,
    script({ items: [{ type: "patch", patch }] }, { items: [say("patched")] }),
  );
  expect(all(messages, "item/fileChange/requestApproval")).toHaveLength(1);
  expect(completed(messages, "fileChange")).toMatchObject([{ status: "completed" }]);
  expect(readFileSync(join(rig.cwd, "a.txt"), "utf8")).toBe("hi there\n");
  expect(readFileSync(join(rig.cwd, "b.txt"), "utf8")).toBe("new\n");
  expect(all(messages, "turn/diff/updated").length).toBeGreaterThan(0);
});

test("a plan, a search and a question with two fields", async () => {
  const thread = await rig.startThread();
  const plan = [
    { step: "Read", status: "completed" },
    { step: "Write", status: "in_progress" },
  ];
  const question = (id: string) => ({
    id,
    header: id,
    question: `Which ${id}?`,
    options: [
      { label: "One", description: "the first" },
      { label: "Two", description: "the second" },
    ],
  });
  let asked: Message | undefined;
  rig.answerWith((request) => {
    asked = request;
    return { answers: { color: { answers: ["Two"] }, size: { answers: ["One"] } } };
  });
  const messages = await rig.runTurn(
    thread,
    script(
      {
        items: [
          { type: "web_search", query: "sse" },
          { type: "call", name: "update_plan", args: { explanation: "so far", plan } },
        ],
      },
      {
        items: [
          {
            type: "call",
            name: "request_user_input",
            args: { questions: [question("color"), question("size")] },
          },
        ],
      },
      { items: [say("thanks")] },
    ),
  );
  expect(all(messages, "turn/plan/updated")).toMatchObject([
    { plan: [{ status: "completed" }, { status: "inProgress" }] },
  ]);
  expect(completed(messages, "webSearch")).toMatchObject([{ query: "sse" }]);
  expect(asked?.["method"]).toBe("item/tool/requestUserInput");
  expect(asked?.["params"].questions).toHaveLength(2);
  expect(deltas(messages)).toBe("thanks");
  const told = JSON.stringify(rig.model.requests.at(-1)?.body);
  expect(told).toContain("Two");
});

test("usage and rate limits are what the script says", async () => {
  const thread = await rig.startThread();
  const from = rig.messages.length;
  const messages = await rig.runTurn(
    thread,
    script({
      items: [say("counted")],
      usage: { input: 1234, cached: 200, output: 56, reasoning: 7 },
      rate_limits: {
        primary: { used_percent: 42, window_minutes: 300, reset_at: 1_900_000_000 },
        secondary: { used_percent: 7, window_minutes: 10_080, resets_in_s: 60 },
      },
    }),
  );
  expect(all(messages, "thread/tokenUsage/updated").at(-1)?.["tokenUsage"].last).toMatchObject({
    inputTokens: 1234,
    cachedInputTokens: 200,
    outputTokens: 56,
    reasoningOutputTokens: 7,
    totalTokens: 1290,
  });
  const updated = all(rig.messages.slice(from), "account/rateLimits/updated");
  expect(updated.at(-1)?.["rateLimits"]).toMatchObject({
    primary: { usedPercent: 42, resetsAt: 1_900_000_000 },
    secondary: { usedPercent: 7, windowDurationMins: 10_080 },
  });
});

test("a used-up limit fails the turn", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({
      error: {
        status: 429,
        body: {
          error: { type: "usage_limit_reached", message: "limit", resets_at: 1_900_000_000 },
        },
      },
    }),
  );
  expect(ending(messages)).toBe("failed");
  expect(all(messages, "error").at(-1)).toMatchObject({
    willRetry: false,
    error: { codexErrorInfo: "usageLimitExceeded" },
  });
});

test("an error on the first attempt alone is got over", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({ items: [say("up again")], error: { status: 500, attempts: 2 } }),
  );
  expect(ending(messages)).toBe("completed");
  expect(deltas(messages)).toBe("up again");
  expect(rig.model.requests.slice(-3).map((r) => [r.status, r.attempt])).toEqual([
    [500, 0],
    [500, 1],
    [200, 2],
  ]);
});

test("a cut stream is asked for again and told from its beginning", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({
      items: [{ type: "text", text: "one two three four" }],
      drop: { after: 2, attempts: 1 },
    }),
  );
  expect(ending(messages)).toBe("completed");
  expect(all(messages, "error")).toMatchObject([
    {
      willRetry: true,
      error: { codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } } },
    },
  ]);
  expect(deltas(messages)).toBe("one twoone two three four");
  expect(completed(messages, "agentMessage")).toMatchObject([{ text: "one two three four" }]);
});

test("a stream cut after a whole item goes on at the same step", async () => {
  const thread = await rig.startThread();
  const messages = await rig.runTurn(
    thread,
    script({ items: [say("whole"), say("cut here")], drop: { after: 2, attempts: 1 } }),
  );
  expect(ending(messages)).toBe("completed");
  expect(rig.model.requests.slice(-2).map((r) => [r.step, r.attempt])).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test("a held stream waits until it is released", async () => {
  const thread = await rig.startThread();
  const held = rig.model.held("middle");
  await rig.startTurn(
    thread,
    script({
      items: [{ type: "text", text: "one two three", hold: { name: "middle", after: 2 } }],
    }),
  );
  await held;
  const mine = (m: Message) => m["params"]?.threadId === thread;
  await rig.until("the second delta", (m) => mine(m) && m["params"].delta === " two");
  expect(rig.messages.some((m) => mine(m) && m["params"].delta === " three")).toBe(false);
  rig.model.release("middle");
  await rig.until("the end", (m) => mine(m) && m["method"] === "turn/completed");
  expect(deltas(rig.messages.filter(mine))).toBe("one two three");
});

test("an interrupt ends the stream at the model too", async () => {
  const thread = await rig.startThread();
  const held = rig.model.held("for ever");
  const turnId = await rig.startTurn(
    thread,
    script({ items: [say("begun"), { type: "hold", name: "for ever" }] }),
  );
  await held;
  await rig.request("turn/interrupt", { threadId: thread, turnId });
  const ended = await rig.until(
    "the interrupted turn",
    (m) => m["method"] === "turn/completed" && m["params"].threadId === thread,
  );
  expect(ended["params"].turn.status).toBe("interrupted");
  const deadline = Date.now() + 5000;
  while (rig.model.streams() > 0 && Date.now() < deadline) await Bun.sleep(5); // deadline above
  expect(rig.model.streams()).toBe(0);
});

test("steering keeps the scenario and its step", async () => {
  const thread = await rig.startThread();
  const held = rig.model.held("steer");
  await rig.startTurn(
    thread,
    script(
      { items: [{ type: "hold", name: "steer" }, run("echo steered")] },
      { items: [say("after the command")] },
    ),
  );
  await held;
  await rig.startTurn(thread, "and mind the tests");
  rig.model.release("steer");
  const mine = (m: Message) => m["params"]?.threadId === thread;
  await rig.until("the end", (m) => mine(m) && m["method"] === "turn/completed");
  const messages = rig.messages.filter(mine);
  expect(ending(messages)).toBe("completed");
  expect(completed(messages, "commandExecution").at(-1)).toMatchObject({
    aggregatedOutput: "steered\n",
  });
  expect(deltas(messages)).toBe("after the command");
});

test("a turn beyond the script gets the default answer, also after compaction", async () => {
  const thread = await rig.startThread();
  await rig.runTurn(thread, script({ items: [run("true")] }, { items: [say("the end")] }));
  const from = rig.messages.length;
  await rig.request("thread/compact/start", { threadId: thread });
  await rig.until(
    "the compaction",
    (m) => m["method"] === "turn/completed" && m["params"].threadId === thread,
    from,
  );
  expect(rig.model.requests.at(-1)).toMatchObject({ scenario: "compaction" });
  const more = await rig.runTurn(thread, "And now?");
  expect(ending(more)).toBe("completed");
  expect(rig.model.requests.at(-1)).toMatchObject({ scenario: "default", step: 0 });
}, 20_000);

test("a scenario is found by name and by its whole prompt; an unknown name says so", async () => {
  rig.model.register("greet", { responses: [{ items: [say("hello")] }] }, "Greet the team.");
  const thread = await rig.startThread();
  expect(deltas(await rig.runTurn(thread, "Please REHEARSE:greet now"))).toBe("hello");
  expect(deltas(await rig.runTurn(thread, "Greet the team."))).toBe("hello");
  const lost = await rig.runTurn(thread, "REHEARSE:nothing");
  expect(ending(lost)).toBe("failed");
  expect(all(lost, "error").at(-1)?.["error"].message).toContain(
    'No scenario is registered as \\"nothing\\"',
  );
});
