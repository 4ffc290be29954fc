import { expect, test } from "bun:test";
import { limits } from "./limits.ts";
import type { Message } from "./message.ts";
import { pageOf } from "./snapshot.ts";

const message = (id: string, length: number, status: Message["status"] = "complete"): Message => ({
  id,
  session_id: "s",
  message_type: "tool",
  content: "",
  tool_name: "Bash",
  tool_input: null,
  tool_output: "x".repeat(length),
  is_error: false,
  timestamp: "2026-01-01T00:00:00.000Z",
  duration_ms: null,
  status,
});
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

test("a page has the newest messages that fit into a frame together, each of them cut", () => {
  const fit = limits.pageText / limits.snapshotText;
  const many = Array.from({ length: 1000 }, (_, at) => message(`m${at}`, 2 * limits.snapshotText));
  expect(ids(pageOf(many))).toEqual(ids(many.slice(-fit)));
  expect(pageOf([])).toEqual([]);
});

test("one that still grows is whole and alone, however long it is", () => {
  const growing = message("growing", limits.pageText + 1, "streaming");
  expect(pageOf([message("before", 1), growing])).toEqual([growing]);
  expect(ids(pageOf([growing, message("after", 1)]))).toEqual(["after"]);
});
