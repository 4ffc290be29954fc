import { afterAll, beforeAll, expect, test } from "bun:test";
import { startScriptedModel } from "./index.ts";
import type { ScenarioInput, ScriptedModel } from "./index.ts";

let model: ScriptedModel;
beforeAll(() => {
  model = startScriptedModel({
    keepRequests: 5,
    scenarios: { "two-steps": { responses: [{}, {}] }, hi: { responses: [{ items: [hi] }] } },
  });
});
afterAll(() => model.stop());

const hi = { type: "text", text: "hi" } as const;
const user = (text: string) => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});
const script = (scenario: ScenarioInput) => user(`SCRIPT:${JSON.stringify(scenario)}`);

function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(model.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}
const ask = (...input: object[]) =>
  post("/v1/responses", { model: "m", prompt_cache_key: "thread", input });

async function events(response: Response): Promise<{ type: string; [key: string]: unknown }[]> {
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((part) => part !== "")
    .map((part) => JSON.parse(part.slice(part.indexOf("data: ") + 6)));
}

async function refused(response: Response): Promise<string> {
  expect(response.status).toBe(400);
  const body = (await response.json()) as { error: { message: string } };
  return body.error.message;
}

test("what cannot be played is refused with the place that is wrong", async () => {
  expect(await refused(await post("/v1/responses", "{half"))).toContain("JSON");
  expect(await refused(await post("/v1/responses", "[]"))).toContain("Not a request");
  expect(await refused(await ask({ type: "message", role: "user", content: 7 }))).toContain(
    "content",
  );
  expect(await refused(await ask(user("SCRIPT:{")))).toContain("ends before its JSON");
  expect(await refused(await ask(user("SCRIPT:{x}")))).toContain("not JSON");
  expect(await refused(await ask(user('SCRIPT:{"responses":[]}')))).toContain("responses");
  const misspelt = 'SCRIPT:{"responses":[{"items":[{"type":"text","txt":"x"}]}]}';
  expect(await refused(await ask(user(misspelt)))).toContain("responses[0].items[0]");
  expect(await refused(await ask(user("REHEARSE:nobody")))).toContain("Registered: two-steps, hi");
  expect(() => model.register("no name", { responses: [{}] })).toThrow("no scenario name");
  expect((await post("/v1/else", {})).status).toBe(404);
});

test("words may follow a script, and braces within its strings do not end it", async () => {
  const text = 'say "}" and \\ {[';
  const scenario = JSON.stringify({ responses: [{ items: [{ type: "text", text }] }] });
  const told = await events(await ask(user(`Do SCRIPT:${scenario} then {stop}`)));
  const done = told.find((event) => event.type === "response.output_item.done");
  expect(done).toMatchObject({ item: { content: [{ text }] } });
});

test("a script is never shown in what a tool printed", async () => {
  const printed = {
    type: "function_call_output",
    call_id: "call_s0_x",
    output: 'SCRIPT:{"responses":[]}',
  };
  const told = await events(await ask(user("REHEARSE:hi"), printed));
  expect(told.at(-1)?.type).toBe("response.completed");
});

test("pace is kept, and the same seed gives the same words", async () => {
  const item = { type: "text", words: 6, seed: 7, pace_ms: 15, jitter_ms: 5 } as const;
  const words = async () =>
    (await events(await ask(script({ responses: [{ items: [item] }] }))))
      .filter((event) => event.type === "response.output_text.delta")
      .map((event) => event["delta"]);
  const started = performance.now();
  const first = await words();
  expect(performance.now() - started).toBeGreaterThan(6 * 10 - 1);
  expect(first).toHaveLength(6);
  expect(await words()).toEqual(first);
});

test("ids are never given twice", async () => {
  const items = Array.from({ length: 20 }, () => hi);
  const seen = new Set<unknown>();
  for (let n = 0; n < 5; n++) {
    for (const event of await events(await ask(script({ responses: [{ items }] })))) {
      if (event.type !== "response.output_item.done") continue;
      seen.add((event["item"] as { id: string }).id);
    }
  }
  expect(seen.size).toBe(100);
});

test("the log is bounded, and says what was asked", async () => {
  for (let n = 0; n < 9; n++) await (await ask(user("REHEARSE:hi"))).text();
  expect(model.requests).toHaveLength(5);
  expect(model.requests.at(-1)).toMatchObject({
    path: "/v1/responses",
    conversation: "thread",
    scenario: "hi",
    step: 0,
    status: 200,
  });
});

test("a hold counts those who wait, forgets those who leave, and can be closed again", async () => {
  const held = () => ask(script({ responses: [{ items: [{ type: "hold", name: "gate" }, hi] }] }));
  const leaving = new AbortController();
  const body = {
    model: "m",
    input: [script({ responses: [{ items: [{ type: "hold", name: "gate" }] }] })],
  };
  const left = post("/v1/responses", body, leaving.signal);
  await model.held("gate");
  leaving.abort();
  await left.then((response) => response.text()).catch(() => "left");
  const deadline = Date.now() + 5000;
  while (model.streams() > 0 && Date.now() < deadline) await Bun.sleep(1); // deadline above
  let waits = false;
  void model.held("gate").then(() => (waits = true));
  await new Promise(setImmediate);
  expect(waits).toBe(false);
  const both = [held(), held()];
  await model.held("gate", 2);
  model.release("gate");
  for (const response of await Promise.all(both)) expect(await response.text()).toContain("hi");
  model.close("gate");
  const again = held();
  await model.held("gate");
  model.release("gate");
  expect(await (await again).text()).toContain("hi");
});

test("stop cuts what still streams", async () => {
  const other = startScriptedModel();
  const response = await fetch(`${other.url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({
      input: [script({ responses: [{ items: [{ type: "hold", name: "x" }] }] })],
    }),
  });
  await other.held("x");
  await other.stop();
  const rest = await response.text().catch(() => "");
  expect(rest).not.toContain("response.completed");
  expect(other.streams()).toBe(0);
});

test("Anthropic Messages: thinking, text and a tool, then the answer to its result", async () => {
  const scenario: ScenarioInput = {
    responses: [
      {
        items: [
          { type: "reasoning", text: "hm so" },
          { type: "text", text: "I look" },
          { type: "call", name: "Bash", args: { command: "ls" } },
        ],
        usage: { input: 100, cached: 60, output: 9 },
      },
      { items: [hi] },
    ],
  };
  const prompt = { role: "user", content: `SCRIPT:${JSON.stringify(scenario)}` };
  const send = (...messages: object[]) =>
    post("/v1/messages?beta=true", { model: "claude-x", stream: true, tools: [{}], messages });
  const first = await events(await send(prompt));
  expect(first.map((event) => event.type)).toEqual([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const started = first.filter((event) => event.type === "content_block_start");
  const tool = started[2]?.["content_block"] as { id: string; name: string };
  expect(tool.name).toBe("Bash");
  expect(first.at(-2)).toMatchObject({
    delta: { stop_reason: "tool_use" },
    usage: { input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 9 },
  });
  const second = await events(
    await send(
      prompt,
      { role: "assistant", content: [{ type: "tool_use", id: tool.id, name: "Bash", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: tool.id, content: "a b" }] },
    ),
  );
  expect(JSON.stringify(second)).toContain('"text":"hi"');
  expect(second.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn" } });

  const patch = { responses: [{ items: [{ type: "patch", patch: "x" }] }] };
  const wrong = await send({ role: "user", content: `SCRIPT:${JSON.stringify(patch)}` });
  expect(await refused(wrong)).toContain("Claude has no patch");
  expect((await fetch(model.url, { method: "HEAD" })).status).toBe(200);
  const counted = await post("/v1/messages/count_tokens", { model: "m", messages: [] });
  expect(await counted.json()).toMatchObject({ input_tokens: expect.any(Number) });
});
