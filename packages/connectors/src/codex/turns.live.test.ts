import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AgentInput } from "@orbitdock/core";
import type { Decision } from "@orbitdock/protocol";
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

const call = (cmd: string) => ({ type: "call", name: "exec_command", args: { cmd } }) as const;
const completed = (inputs: AgentInput[], type: string) =>
  inputs.filter((input) => input.type === "item_completed" && input.message_type === type);
const decision = (taken: Decision, message?: string) =>
  ({ type: "decision", decision: taken, ...(message === undefined ? {} : { message }) }) as const;

test("a turn: words, thoughts, usage, its end; the message comes back under our id", async () => {
  const thread = await rig.open("text");
  const from = rig.heard.length;
  const turn = await rig.begin("text", thread, [
    { type: "reasoning", text: "Hm. " },
    { type: "text", text: "Hello there, friend." },
  ]);
  const end = await rig.input("text", "turn_ended", undefined, from);
  expect(end).toEqual({ type: "turn_ended", native_id: turn, outcome: "completed" });
  const inputs = rig.inputs("text", from);
  const [user] = completed(inputs, "user");
  expect(user).toMatchObject({ message_id: expect.stringMatching(/^message-/) });
  const deltas = inputs.filter(
    (input) => input.type === "item_delta" && input.message_type === "assistant",
  );
  const said = deltas.map((input) => (input.type === "item_delta" ? input.text : "")).join("");
  expect(said).toBe("Hello there, friend.");
  expect(completed(inputs, "assistant")[0]).toMatchObject({ content: said, status: "complete" });
  expect(completed(inputs, "thinking")[0]).toMatchObject({ content: "Hm. " });
  const usage = await rig.input("text", "usage", undefined, from);
  expect(usage.usage.context_tokens).toBeGreaterThan(0);
  expect(inputs.filter((input) => input.type === "unknown_event")).toEqual([]);
});

test("a command asks; each decision does what it says", async () => {
  const thread = await rig.open("exec");
  const ask = async (name: string, taken: Decision, message?: string) => {
    const from = rig.heard.length;
    await rig.begin("exec", thread, [call(`touch ${name}`)]);
    const { request } = await rig.input("exec", "approval_asked", undefined, from);
    expect(request).toMatchObject({ type: "exec", command: `touch ${name}`, tool_name: "Bash" });
    expect(request.options).toContain(taken);
    rig.answer("exec", thread, request, decision(taken, message));
    await rig.input("exec", "approval_withdrawn", undefined, from);
    const end = await rig.input("exec", "turn_ended", undefined, from);
    const [item] = completed(rig.inputs("exec", from), "tool");
    const users = completed(rig.inputs("exec", from), "user");
    return {
      outcome: end.outcome,
      status: item?.type === "item_completed" ? item.status : undefined,
      made: existsSync(join(theStage.cwd, name)),
      lastWords: users.at(-1)?.type === "item_completed" ? users.at(-1) : undefined,
    };
  };
  expect(await ask("a.txt", "approved")).toMatchObject({
    outcome: "completed",
    status: "complete",
    made: true,
  });
  expect(await ask("b.txt", "denied")).toMatchObject({
    outcome: "completed",
    status: "declined",
    made: false,
  });
  expect(await ask("c.txt", "denied", "not c, please")).toMatchObject({
    outcome: "completed",
    made: false,
    lastWords: { content: "not c, please" },
  });
  expect(await ask("d.txt", "abort")).toMatchObject({ outcome: "interrupted", made: false });
  expect(await ask("e.txt", "approved_always")).toMatchObject({ outcome: "completed", made: true });
  expect(await ask("f.txt", "approved_for_session")).toMatchObject({ made: true });
  // Both of the last are remembered: the same commands are not asked about again.
  for (const name of ["e.txt", "f.txt"]) {
    const from = rig.heard.length;
    await rig.begin("exec", thread, [call(`touch ${name}`)]);
    await rig.input("exec", "turn_ended", undefined, from);
    expect(rig.inputs("exec", from).some((input) => input.type === "approval_asked")).toBe(false);
  }
});

test("a patch asks with its diff", async () => {
  const thread = await rig.open("patch");
  const patch = (name: string) => ({
    type: "patch" as const,
    patch: `*** Begin Patch\n*** Add File: ${name}\n+one\n+two\n*** End Patch`,
  });
  const ask = async (name: string, taken: Decision) => {
    const from = rig.heard.length;
    await rig.begin("patch", thread, [patch(name)]);
    const { request } = await rig.input("patch", "approval_asked", undefined, from);
    expect(request).toMatchObject({ type: "patch", tool_name: "Edit" });
    expect(request.file_path).toEndWith(name);
    expect(request.diff).toContain("@@ -0,0 +1,2 @@\n+one\n+two\n");
    rig.answer("patch", thread, request, decision(taken));
    await rig.input("patch", "turn_ended", undefined, from);
    const [item] = completed(rig.inputs("patch", from), "tool");
    expect(item).toMatchObject({ native_id: request.item_native_id, tool_name: "Edit" });
    return { status: item?.type === "item_completed" && item.status, from };
  };
  const approved = await ask("p1.txt", "approved");
  expect(approved.status).toBe("complete");
  expect(existsSync(join(theStage.cwd, "p1.txt"))).toBe(true);
  await rig.input(
    "patch",
    "diff",
    (input) => input.diff?.includes("p1.txt") === true,
    approved.from,
  );
  expect((await ask("p2.txt", "denied")).status).toBe("declined");
  expect(existsSync(join(theStage.cwd, "p2.txt"))).toBe(false);
});

test("two questions are answered at once", async () => {
  const thread = await rig.open("ask");
  const from = rig.heard.length;
  const options = [
    { label: "Red", description: "warm" },
    { label: "Blue", description: "cold" },
  ];
  await rig.begin("ask", thread, [
    {
      type: "call",
      name: "request_user_input",
      args: {
        questions: [
          { id: "colour", header: "Colour", question: "Which colour?", options },
          { id: "size", header: "Size", question: "Which size?", options },
        ],
      },
    },
  ]);
  const { request } = await rig.input("ask", "approval_asked", undefined, from);
  expect(request.questions?.map((question) => question.id)).toEqual(["colour", "size"]);
  rig.answer("ask", thread, request, {
    type: "answers",
    answers: { colour: ["Blue"], size: ["Red"] },
  });
  expect((await rig.input("ask", "turn_ended", undefined, from)).outcome).toBe("completed");
  const told = JSON.stringify(theStage.model.requests.at(-1)?.body);
  expect(told).toContain('{\\"answers\\":[\\"Blue\\"]}');
});

test("an MCP tool and its form, as far as Codex lets a person decide", async () => {
  const thread = await rig.open("mcp");
  const use = (name: string, args: Record<string, string>) =>
    ({ type: "call", namespace: "mcp__notes", name, args }) as const;
  let from = rig.heard.length;
  await rig.begin("mcp", thread, [use("ask", {})]);
  const { request } = await rig.input("mcp", "approval_asked", undefined, from);
  expect(request).toMatchObject({
    type: "exec",
    tool_name: "mcp__notes__ask",
    options: ["approved", "approved_for_session", "approved_always", "denied", "abort"],
  });
  rig.answer("mcp", thread, request, decision("approved"));
  const form = await rig.input(
    "mcp",
    "approval_asked",
    (input) => input.request.type === "question",
  );
  expect(form.request.questions?.map(({ id, options }) => [id, options.length])).toEqual([
    ["colour", 2],
    ["count", 0],
    ["sure", 2],
  ]);
  rig.answer("mcp", thread, form.request, {
    type: "answers",
    answers: { colour: ["blue"], count: ["3"], sure: ["Yes"] },
  });
  await rig.input("mcp", "turn_ended", undefined, from);
  expect(completed(rig.inputs("mcp", from), "tool")[0]).toMatchObject({
    tool_name: "mcp__notes__ask",
    tool_output: 'got {"action":"accept","content":{"colour":"blue","count":3,"sure":true}}',
  });

  const outcomes: Record<string, string> = {};
  for (const taken of ["denied", "abort", "approved_for_session"] as const) {
    from = rig.heard.length;
    await rig.begin("mcp", thread, [use("add", { text: taken })]);
    const asked = await rig.input("mcp", "approval_asked", undefined, from);
    rig.answer("mcp", thread, asked.request, decision(taken));
    outcomes[taken] = (await rig.input("mcp", "turn_ended", undefined, from)).outcome;
  }
  expect(outcomes).toEqual({
    denied: "completed",
    abort: "interrupted",
    approved_for_session: "completed",
  });
  from = rig.heard.length;
  await rig.begin("mcp", thread, [use("add", { text: "again" })]);
  await rig.input("mcp", "turn_ended", undefined, from);
  expect(completed(rig.inputs("mcp", from), "tool")[0]).toMatchObject({
    tool_output: "noted again",
  });
  expect(rig.inputs("mcp", from).some((input) => input.type === "approval_asked")).toBe(false);
});

test("permissions are granted, refused, and refused with the turn's end", async () => {
  const thread = await rig.open("permissions");
  const outcomes: string[] = [];
  for (const taken of ["approved", "denied", "abort"] as const) {
    const from = rig.heard.length;
    const permissions = { network: { enabled: true } };
    await rig.begin(
      "permissions",
      thread,
      [{ type: "call", name: "request_permissions", args: { reason: "to look", permissions } }],
      { approval_policy: "on-request", sandbox_mode: "read-only" },
    );
    const { request } = await rig.input("permissions", "approval_asked", undefined, from);
    expect(request.command).toBe("Permission for network access");
    expect(request.reason).toBe("to look");
    rig.answer("permissions", thread, request, decision(taken));
    outcomes.push((await rig.input("permissions", "turn_ended", undefined, from)).outcome);
  }
  expect(outcomes).toEqual(["completed", "completed", "interrupted"]);
});

test("what a subagent asks reaches its parent's session, and can be answered there", async () => {
  const other = stage({
    otherwise: { responses: [{ items: [call("touch sub.txt")] }, { items: [{ type: "text" }] }] },
  });
  try {
    const parent = other.start();
    const thread = await parent.open("parent");
    await parent.begin("parent", thread, [
      {
        type: "call",
        namespace: "collaboration",
        name: "spawn_agent",
        args: { message: "touch it", task_name: "look", fork_turns: "none" },
      },
    ]);
    const { request } = await parent.input("parent", "approval_asked");
    expect(request.command).toBe("touch sub.txt");
    expect(request.native).toMatchObject({ thread_id: expect.not.stringContaining(thread) });
    parent.answer("parent", thread, request, decision("approved"));
    const isDone = (input: { text: string }) => /^Subagent .*look completed$/.test(input.text);
    await parent.input("parent", "notice", isDone);
    expect(existsSync(join(other.cwd, "sub.txt"))).toBe(true);
    // Its turns and words are its own.
    const own = parent.inputs("parent");
    expect(own.filter((input) => input.type === "turn_started")).toHaveLength(1);
    expect(completed(own, "tool")).toEqual([]);
  } finally {
    await other.clear();
  }
});
