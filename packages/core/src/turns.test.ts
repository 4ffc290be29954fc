import { expect, test } from "bun:test";
import type { Effect } from "./effect.ts";
import type { Input } from "./input.ts";
import { DrivenSession } from "./testing/session.ts";

const send = (content: string): Input => ({ type: "send_message", content });
const started = (native_id: string): Input => ({ type: "turn_started", native_id });
const ended = (
  native_id: string | null,
  outcome: "completed" | "interrupted" | "failed",
): Input => ({
  type: "turn_ended",
  native_id,
  outcome,
  ...(outcome === "failed" ? { error: { message: "it broke" } } : {}),
});
const kinds = (effects: Effect[]) => effects.map((effect) => effect.type);
const texts = (session: DrivenSession) =>
  session.state.messages.map(({ message_type, content }) => `${message_type}: ${content}`);

test("the seed's flow, change by change", () => {
  const session = DrivenSession.ready();
  const heard = (...inputs: Input[]) =>
    inputs.flatMap((input) =>
      session
        .take(input)
        .changes.map((change) =>
          change.type === "session_delta" ? Object.keys(change.changes).toSorted() : change.type,
        ),
    );
  expect(heard(send("go"))).toEqual([
    "message_appended",
    ["status_since", "title", "turn", "work_status"],
  ]);
  expect(session.effects.at(-1)).toMatchObject({ type: "turn_start", content: "go" });
  expect(heard(started("turn1"))).toEqual([["turn"]]);
  const delta = (text: string): Input => ({
    type: "item_delta",
    native_id: "item1",
    field: "content",
    text,
    message_type: "assistant",
  });
  expect(heard(delta("Hel"), delta("lo"))).toEqual([
    "message_appended",
    "message_updated",
    "message_updated",
  ]);
  expect(session.state.work_status).toBe("working");
  const usage = { input_tokens: 10, output_tokens: 2, cached_tokens: 0, context_window: 100 };
  expect(
    heard(
      { type: "item_completed", native_id: "item1", message_type: "assistant", content: "Hello" },
      { type: "usage", usage },
      ended("turn1", "completed"),
    ),
  ).toEqual(["message_updated", "tokens_updated", "turn_ended", ["status_since", "work_status"]]);
  expect(session.state).toMatchObject({ work_status: "waiting", turn: null });
  expect(session.state.turns).toMatchObject([{ number: 1, outcome: "completed", tokens: 12 }]);
  expect(texts(session)).toEqual(["user: go", "assistant: Hello"]);
});

test("messages sent while a turn runs wait, and each starts a turn of its own", () => {
  const session = DrivenSession.working();
  expect(kinds(session.take(send("two")).effects)).toEqual([]);
  session.take(send("three"));
  expect(session.state.queue.map((queued) => queued.content)).toEqual(["two", "three"]);
  expect(texts(session)).toEqual(["user: go"]);
  expect(session.take(ended("turn1", "completed")).effects).toMatchObject([
    { type: "turn_start", content: "two" },
  ]);
  session.take(started("turn2"));
  expect(kinds(session.take(ended("turn2", "interrupted")).effects)).toEqual(["turn_start"]);
  expect(session.state.queue).toEqual([]);
  expect(session.state.messages.map((message) => message.turn)).toEqual([1, 2, 3]);
});

test("after a failed turn the queue waits; resuming or another message moves it on", () => {
  for (const go of [send("three"), { type: "resume" } as const]) {
    const session = DrivenSession.working();
    session.take(send("two"));
    expect(kinds(session.take(ended("turn1", "failed")).effects)).toEqual([]);
    expect(session.state).toMatchObject({
      work_status: "waiting",
      last_error: { message: "it broke" },
    });
    expect(session.take(go).effects).toMatchObject([{ type: "turn_start", content: "two" }]);
    expect(session.state.last_error).toBeNull();
  }
});

test("a message is taken back while it waits, not after", () => {
  const session = DrivenSession.working();
  session.take(send("two"));
  const [queued] = session.state.queue;
  const remove: Input = { type: "remove_queued", queued_id: queued?.id ?? "" };
  expect(session.take(remove).rejection).toBeNull();
  expect(session.take(remove).rejection?.code).toBe("conflict");
  expect(kinds(session.take(ended("turn1", "completed")).effects)).toEqual([]);
});

test("the hundred-and-first waiting message is turned away", () => {
  const session = DrivenSession.working();
  for (let count = 0; count < 100; count++) session.take(send(`m${count}`));
  expect(session.take(send("too many")).rejection?.code).toBe("overloaded");
});

test("the first message of a session that starts is seen at once, and sent when it is there", () => {
  const session = new DrivenSession();
  session.take({ type: "create", prompt: "one" }, send("two"));
  expect(texts(session)).toEqual(["user: one"]);
  expect(session.state.work_status).toBe("working");
  const ready = session.take({ type: "agent_ready", thread_id: "t1" });
  expect(ready.effects).toMatchObject([
    { type: "timer", after_ms: null },
    { type: "turn_start", content: "one" },
  ]);
  expect(texts(session)).toEqual(["user: one"]);
});

test("an interrupt before the agent named the turn is sent when it does", () => {
  const session = DrivenSession.ready();
  session.take(send("go"));
  expect(kinds(session.take({ type: "interrupt" }).effects)).toEqual(["timer"]);
  expect(session.take(started("turn1")).effects).toEqual([
    { type: "turn_interrupt", thread_id: "t1", turn_id: "turn1" },
  ]);
  expect(session.take({ type: "interrupt" }).effects).toEqual([]);
  const end = session.take(ended("turn1", "interrupted"));
  expect(end.effects).toEqual([{ type: "timer", timer: "interrupt", after_ms: null }]);
  expect(session.take({ type: "interrupt" }).rejection?.code).toBe("conflict");
});

test("steering that comes too late starts the next turn, before what waited", () => {
  const session = DrivenSession.working();
  session.take({ type: "steer", content: "left" }, send("later"));
  const steered = session.state.messages.at(-1);
  expect(steered).toMatchObject({ content: "left", steered: true });
  session.take(ended("turn1", "failed"));
  const late = session.take({
    type: "request_failed",
    request: "turn_steer",
    error: { message: "no active turn" },
    message_id: steered?.id ?? "",
  });
  expect(late.effects).toMatchObject([
    { type: "turn_start", content: "left", message_id: steered?.id },
  ]);
  expect(texts(session).filter((text) => text === "user: left")).toHaveLength(1);
  expect(session.state.queue.map((queued) => queued.content)).toEqual(["later"]);
});

test("steering without a turn is a message", () => {
  const session = DrivenSession.ready();
  expect(kinds(session.take({ type: "steer", content: "go" }).effects)).toEqual(["turn_start"]);
});

test("a turn that would not start is over, with the reason in the transcript", () => {
  const session = DrivenSession.ready();
  session.take(send("go"), {
    type: "request_failed",
    request: "turn_start",
    error: { message: "no", hint: "try this" },
  });
  expect(session.state).toMatchObject({ turn: null, last_error: { message: "no" } });
  expect(session.state.messages.at(-1)).toMatchObject({
    notice: "error",
    content: "no\n\ntry this",
  });
});

test("the end of another turn than the one that runs is no end", () => {
  const session = DrivenSession.working();
  expect(session.take(ended("turn0", "completed")).rejection).not.toBeNull();
  expect(session.state.turn?.native_id).toBe("turn1");
});

test("a turn the agent begins by itself is a turn", () => {
  const session = DrivenSession.ready();
  session.take(started("own"));
  expect(session.state).toMatchObject({ work_status: "working", turn: { native_id: "own" } });
  session.take(started("next"));
  expect(session.state.turns).toMatchObject([{ native_id: "own", outcome: "interrupted" }]);
});

test("the end of a turn before, heard late, does not end the one that is being started", () => {
  const session = DrivenSession.working();
  session.take(ended("turn1", "completed"), send("again"));
  expect(session.take(ended("turn1", "interrupted")).rejection?.code).toBe("conflict");
  expect(session.state.turn).toMatchObject({ number: 2, native_id: null });
});

test("a diff without end is cut at a line, and says so", () => {
  const session = DrivenSession.working();
  session.take({ type: "diff", diff: "+0123456789\n".repeat(200_000) });
  const diff = session.state.current_diff ?? "";
  expect(diff.length).toBeLessThan(1024 * 1024 + 200);
  expect(diff.split("\n").at(-3)).toBe("+0123456789");
  expect(diff).toContain("leaves out the other 1");
});
