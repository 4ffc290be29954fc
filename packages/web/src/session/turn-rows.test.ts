import { expect, test } from "bun:test";
import type { Message } from "@orbitdock/protocol";
import { sampleMessage } from "./sample-messages.ts";
import { sampleSessions } from "./sample-sessions.ts";
import { rowMaker } from "./turn-rows.ts";

const closed = () => false;

test("older turns fold, the newest is open, tools share a box", () => {
  const rows = rowMaker()(sampleSessions.question, closed);
  expect(rows.map((row) => (row.kind === "message" ? row.place : row.kind))).toEqual([
    "folded",
    "rule",
    "only",
    "only",
    "first",
    "middle",
    "last",
    "only",
  ]);
});

test("a change of one message leaves the rows of other turns as they are", () => {
  const make = rowMaker();
  const session = sampleSessions.question;
  const before = make(session, () => true);
  const last = session.messages.at(-1) as Message;
  const messages = [...session.messages.slice(0, -1), { ...last, content: "more" }];
  const after = make({ ...session, messages }, () => true);
  const same = after.filter((row, at) => row === before[at]);
  expect(same.length).toBe(before.filter((row) => row.key.startsWith("turn 6")).length + 13);
});

test("rows have keys of their own", () => {
  const turns = Array.from({ length: 50 }, (_, at) => sampleMessage(at % 7, { content: "x" }));
  const rows = rowMaker()({ messages: turns, turn: null, turns: [] }, closed);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});
