import { expect, test } from "bun:test";
import { Memory } from "./memory.ts";

test("lines of threads that never become anyone's do not take the room of those that do", () => {
  const memory = new Memory();
  expect(memory.hold("asks", "request", true)).toBe(true);
  for (let at = 0; at < 500; at++) memory.hold(`stranger${at}`, "warning", false);
  expect(memory.hold("mine", "warning", false)).toBe(true);
  expect(memory.release("mine")).toEqual(["warning"]);
  expect(memory.release("asks")).toEqual(["request"]);
  expect(memory.release("stranger0")).toEqual([]);
});

test("what is asked is never dropped for more of it: the asker is told instead", () => {
  const memory = new Memory();
  const held = Array.from({ length: 200 }, (_, at) => memory.hold(`t${at}`, "request", true));
  expect(held.filter(Boolean)).toHaveLength(100);
  expect(memory.release("t0")).toEqual(["request"]);
});
