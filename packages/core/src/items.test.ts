import { limits, type MessageType } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import type { Input } from "./input.ts";
import { DrivenSession } from "./testing/session.ts";

const delta = (
  native_id: string,
  text: string,
  field: "content" | "tool_output" = "content",
  message_type: MessageType = field === "content" ? "assistant" : "tool",
): Input => ({ type: "item_delta", native_id, field, text, message_type });
const completed = (native_id: string, facts: object = {}): Input => ({
  type: "item_completed",
  native_id,
  message_type: "assistant",
  ...facts,
});
const bash = (native_id: string): Input => ({
  type: "item_started",
  native_id,
  message_type: "tool",
  tool_name: "Bash",
  content: "make",
});
const interrupted: Input = { type: "turn_ended", native_id: "turn1", outcome: "interrupted" };
const of = (session: DrivenSession) =>
  session.state.messages.slice(1).map(({ content, tool_output, status }) => ({
    said: content === "make" ? tool_output : content,
    status,
  }));

test("an item that was streamed is not said again at its end", () => {
  const session = DrivenSession.working();
  session.take(delta("i", "One "), delta("i", "two"));
  const end = session.take(completed("i", { content: "One two" }));
  expect(end.changes).toMatchObject([{ type: "message_updated", changes: { status: "complete" } }]);
  expect(JSON.stringify(end.changes)).not.toContain("One two");
});

test("the end corrects what the deltas missed", () => {
  const session = DrivenSession.working();
  session.take(bash("c"), delta("c", "tick 2\n", "tool_output"));
  session.take(
    completed("c", { message_type: "tool", tool_output: "tick 1\ntick 2\n", duration_ms: 7 }),
  );
  expect(session.state.messages.at(-1)).toMatchObject({
    tool_output: "tick 1\ntick 2\n",
    duration_ms: 7,
    status: "complete",
  });
});

test("items abandoned by a broken stream are cut off, and commands go on", () => {
  const session = DrivenSession.working();
  session.take(delta("i1", "Half a"), bash("c"), { type: "items_abandoned" });
  session.take(delta("i2", "Half a sentence."), completed("i2", { content: "Half a sentence." }));
  expect(of(session)).toEqual([
    { said: "Half a", status: "interrupted" },
    { said: null, status: "streaming" },
    { said: "Half a sentence.", status: "complete" },
  ]);
});

test("a command that outlives its turn's interrupt goes on in its own message", () => {
  const session = DrivenSession.working();
  session.take(bash("c"), delta("c", "a", "tool_output"), interrupted);
  expect(of(session)).toEqual([{ said: "a", status: "interrupted" }]);
  session.take(delta("c", "b", "tool_output"));
  expect(of(session)).toEqual([{ said: "ab", status: "interrupted" }]);
  session.take(completed("c", { message_type: "tool", tool_output: "abc" }));
  expect(of(session)).toEqual([{ said: "abc", status: "complete" }]);
});

test("an id that an agent uses again is another message", () => {
  const session = DrivenSession.working();
  session.take(delta("i", "one"), completed("i", { content: "one" }));
  session.take(delta("i", "two"), completed("i", { content: "two" }));
  expect(of(session)).toEqual([
    { said: "one", status: "complete" },
    { said: "two", status: "complete" },
  ]);
});

test("history told again adds nothing", () => {
  const session = DrivenSession.working();
  const said: Input[] = [
    completed("i", { content: "one" }),
    completed("c", { message_type: "tool", content: "make", tool_output: "x" }),
    { ...completed("u", { message_type: "user", content: "go" }) },
  ];
  session.take(...said);
  const before = session.state.messages;
  expect(before).toHaveLength(3);
  session.take(...said);
  expect(session.state.messages).toEqual(before);
});

test("a person's message comes back under its id, by the id we gave it or by its words", () => {
  const session = DrivenSession.working();
  const [mine] = session.state.messages;
  session.take({
    type: "item_completed",
    native_id: "n1",
    message_type: "user",
    content: "other words",
    message_id: mine?.id ?? "",
  });
  expect(session.state.messages).toMatchObject([{ content: "go", native_id: "n1" }]);
  session.take({ type: "steer", content: "left" });
  session.take({ type: "item_completed", native_id: "n2", message_type: "user", content: "left" });
  session.take({ type: "item_completed", native_id: "n3", message_type: "user", content: "typed" });
  expect(session.state.messages.slice(1)).toMatchObject([
    { content: "left", native_id: "n2" },
    { content: "typed", native_id: "n3" },
  ]);
});

test("live output is bounded from its end on, a final one from its beginning", () => {
  const session = DrivenSession.working();
  const most = limits.toolOutput;
  session.take(bash("c"), delta("c", "a".repeat(most - 1), "tool_output"));
  session.take(delta("c", "bbb", "tool_output"), delta("c", "ccc", "tool_output"));
  const live = session.state.messages.at(-1)?.tool_output ?? "";
  expect(live.slice(most - 2, most + 1)).toBe("ab\n");
  expect(live).not.toContain("ccc");
  session.take(completed("c", { message_type: "tool", tool_output: `${"x".repeat(most)}the end` }));
  const final = session.state.messages.at(-1)?.tool_output ?? "";
  expect(final).toStartWith("[the first 7 characters");
  expect(final).toEndWith("the end");
});

test("retries in a row are one notice that changes", () => {
  const session = DrivenSession.working();
  const retry = (text: string): Input => ({ type: "notice", kind: "retry", text });
  session.take(retry("1 of 3"), retry("2 of 3"));
  expect(of(session)).toMatchObject([{ said: "2 of 3" }]);
  session.take(delta("i", "x"), retry("1 of 3"));
  expect(of(session)).toHaveLength(3);
});

test("what nobody foresaw is counted by name", () => {
  const session = DrivenSession.working();
  const odd: Input = { type: "unknown_event", name: "turn/danced", event: "{}" };
  session.take(odd, odd);
  expect(session.state.unknown_events).toEqual({ "turn/danced": 2 });
});
