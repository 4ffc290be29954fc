import { afterAll, beforeAll, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { Seat, dial, run, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const mcpServer = fileURLToPath(
  new URL("../../packages/connectors/src/codex/testing/mcp-server.ts", import.meta.url),
);
const world = new World({
  config: { mcp_servers: { notes: { command: process.execPath, args: [mcpServer] } } },
});
const created: string[] = [];
async function sit(policy: "never" | "untrusted"): Promise<Seat> {
  const seat = await Seat.create(world, { approval_policy: policy });
  created.push(seat.id);
  return seat;
}
beforeAll(() => world.start());
afterAll(() => world.dispose());

const patch = (body: string) =>
  ({ type: "patch", patch: `*** Begin Patch\n${body}\n*** End Patch` }) as const;

test("thoughts, words, and a command whose output is seen while it runs", async () => {
  const seat = await sit("never");
  const gate = `${world.project()}/gate`;
  const cmd = `echo begun; for i in 1 2 3; do sleep 0.05; echo tick $i; done; while [ ! -e ${gate} ]; do sleep 0.02; done; echo over; exit 3`;
  await seat.say(
    [
      { type: "reasoning", text: "**Look**\n\nLet me look first." },
      text("I run it.", { phase: "commentary" }),
      {
        type: "call",
        name: "exec_command",
        args: { cmd, yield_time_ms: 20_000 },
      },
    ],
    [run("sleep 0.4")],
    [text("It failed with 3.")],
  );
  const partial = await seat.message("tool", ({ tool_output }) =>
    Boolean(tool_output?.includes("tick 3")),
  );
  expect(partial).toMatchObject({ tool_name: "Bash", content: cmd, status: "streaming" });
  expect(partial.tool_output).not.toContain("over");
  expect(seat.session.work_status).toBe("working");
  await Bun.write(gate, "");
  expect((await seat.ended(1)).outcome).toBe("completed");

  const kinds = seat.session.messages.map((message) => message.message_type);
  expect(kinds).toEqual(["user", "thinking", "assistant", "tool", "tool", "assistant"]);
  expect(seat.texts("thinking")).toEqual(["**Look**\n\nLet me look first."]);
  expect(seat.texts("assistant")).toEqual(["I run it.", "It failed with 3."]);
  const [tool, slept] = seat.messages("tool");
  expect(tool).toMatchObject({
    id: partial.id,
    status: "complete",
    is_error: true,
    tool_output: "begun\ntick 1\ntick 2\ntick 3\nover\n",
  });
  expect(tool?.duration_ms).toBeNumber();
  // Codex does not count the first 150 ms of a command (0.169).
  expect(slept?.duration_ms).toBeWithin(200, 5_000);
  expect(JSON.parse(tool?.tool_input ?? "")).toMatchObject({ command: cmd });
  for (const message of seat.session.messages) {
    expect(message.turn).toBe(1);
    expect(message.status ?? "complete").toBe("complete");
  }
  seat.leave();
}, 30_000);

test("a patch is shown with its diff, in the request and in the transcript", async () => {
  const seat = await sit("untrusted");
  await seat.say([patch("*** Add File: greeting.txt\n+hello\n+there")], [text("Written.")]);
  const request = await seat.asked();
  const file = `${world.project()}/greeting.txt`;
  expect(request).toMatchObject({
    type: "patch",
    tool_name: "Edit",
    file_path: file,
    risk: "normal",
  });
  expect(request.diff).toContain(`+++ b${file}\n@@ -0,0 +1,2 @@\n+hello\n+there\n`);
  const [tool] = seat.messages("tool");
  expect(tool).toMatchObject({ id: request.message_id ?? "", status: "streaming", content: file });
  expect(JSON.parse(tool?.tool_input ?? "").changes[0]).toMatchObject({ path: file, kind: "add" });
  expect(seat.session.work_status).toBe("permission");
  await seat.order({ type: "approve_tool", request_id: request.id, decision: "approved" });
  await seat.ended(1);
  expect(await Bun.file(file).text()).toBe("hello\nthere\n");
  expect(seat.messages("tool")[0]).toMatchObject({ status: "complete", is_error: false });
  expect(seat.session.current_diff).toContain("+hello");

  await seat.say(
    [patch("*** Update File: greeting.txt\n@@\n-hello\n+goodbye\n there")],
    [text("k")],
  );
  const update = await seat.asked();
  expect(update.diff).toContain("-hello\n+goodbye\n there");
  await seat.order({ type: "approve_tool", request_id: update.id, decision: "denied" });
  await seat.ended(2);
  expect(seat.messages("tool")[1]).toMatchObject({ status: "declined" });
  expect(await Bun.file(file).text()).toBe("hello\nthere\n");
  seat.leave();
}, 30_000);

test("the plan as it moves on, tokens, the context's use, and the turn's cost", async () => {
  const seat = await sit("never");
  const plan = (...statuses: string[]) => ({
    type: "call" as const,
    name: "update_plan",
    args: {
      explanation: "First things first.",
      plan: ["Look", "Mend"].map((step, at) => ({ step, status: statuses[at] })),
    },
  });
  const usage = (input: number) => ({ input, cached: 100, output: 10, reasoning: 4 });
  await seat.script({
    responses: [
      { items: [plan("in_progress", "pending")], usage: usage(1_000) },
      {
        items: [{ type: "hold", name: "planned" }, plan("completed", "in_progress")],
        usage: usage(1_100),
      },
      { items: [text("Done.")], usage: usage(1_200) },
    ],
  });
  await seat.until("the plan", (session) => session.current_plan);
  expect(seat.session.current_plan).toEqual({
    explanation: "First things first.",
    steps: [
      { step: "Look", status: "in_progress" },
      { step: "Mend", status: "pending" },
    ],
  });
  await world.model.held("planned");
  await seat.until(
    "the first step's tokens",
    ({ token_usage }) => token_usage.input_tokens === 1_000,
  );
  world.model.release("planned");
  const turn = await seat.ended(1);
  expect(seat.session.current_plan?.steps.map((step) => step.status)).toEqual([
    "completed",
    "in_progress",
  ]);
  expect(seat.session.token_usage).toMatchObject({
    input_tokens: 3_300,
    output_tokens: 30,
    cached_tokens: 300,
    context_tokens: 1_210,
  });
  expect(seat.session.token_usage.context_window).toBeGreaterThan(100_000);
  expect(turn.tokens).toBe(3_330);
  seat.leave();
}, 30_000);

test("what is left of an allowance reaches whoever watches the fleet", async () => {
  const seat = await sit("never");
  await seat.script({
    responses: [
      {
        items: [text("Hm.")],
        rate_limits: {
          primary: { used_percent: 42, window_minutes: 300, resets_in_s: 600 },
          secondary: { used_percent: 7, window_minutes: 10_080, resets_in_s: 6_000 },
        },
      },
    ],
  });
  await seat.ended(1);
  const { status } = await until("the limits", async () => {
    const answer = await seat.connection.query({ type: "get_server_status" });
    return answer.status.rate_limits.length >= 2 ? answer : null;
  });
  expect(status.rate_limits).toEqual([
    expect.objectContaining({ provider: "codex", used_percent: 42, window_minutes: 300 }),
    expect.objectContaining({ provider: "codex", used_percent: 7, window_minutes: 10_080 }),
  ]);
  for (const limit of status.rate_limits)
    expect(Date.parse(limit.resets_at ?? "")).toBeGreaterThan(Date.now());
  seat.leave();
}, 30_000);

test("MCP tools, and their forms, go through the same door", async () => {
  const seat = await sit("untrusted");
  const use = (name: string, args: Record<string, string>) =>
    ({ type: "call", namespace: "mcp__notes", name, args }) as const;
  await seat.say([use("add", { text: "milk" }), use("ask", {})], [text("Noted.")]);
  const first = await seat.asked();
  expect(first).toMatchObject({ type: "exec", tool_name: "mcp__notes__add" });
  await seat.order({ type: "approve_tool", request_id: first.id, decision: "approved" });
  const second = await seat.until("the next", ({ pending_approvals }) =>
    pending_approvals.find((request) => request.id !== first.id),
  );
  await seat.order({ type: "approve_tool", request_id: second.id, decision: "approved" });
  const form = await seat.until("the form", ({ pending_approvals }) =>
    pending_approvals.find((request) => request.type === "question"),
  );
  expect(seat.session.work_status).toBe("question");
  expect(form.questions?.map((question) => question.id)).toEqual(["colour", "count", "sure"]);
  await seat.order({
    type: "answer_question",
    request_id: form.id,
    answers: { colour: ["blue"], count: ["2"] },
  });
  await seat.ended(1);
  expect(seat.messages("tool").map((tool) => tool.tool_output)).toEqual([
    "noted milk",
    'got {"action":"accept","content":{"colour":"blue","count":2}}',
  ]);
  seat.leave();
}, 30_000);

test("a web search is a tool call with its query", async () => {
  const seat = await sit("never");
  await seat.turn([{ type: "web_search", query: "orbital docks" }, text("Found it.")]);
  expect(seat.messages("tool")[0]).toMatchObject({
    tool_name: "WebSearch",
    content: "orbital docks",
    status: "complete",
  });
  expect(seat.texts("assistant")).toEqual(["Found it."]);
  seat.leave();
}, 30_000);

test("nothing of all this was strange to anyone", async () => {
  const connection = dial(world);
  const seats = await Promise.all(created.map((id) => Seat.at(connection, id)));
  expect(seats).not.toEqual([]);
  for (const seat of seats) expect(seat.session.unknown_events).toEqual({});
  connection.close();
  expect(world.log()).not.toContain('"level":"error"');
});
