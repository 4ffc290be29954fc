import { expect, test } from "bun:test";
import { CommandLog } from "./command-log.ts";
import { CommandRejected } from "./command-rejected.ts";

function counting(session_id: string) {
  const applied = { times: 0 };
  const apply = async () => {
    applied.times += 1;
    return { session_id, durable: true };
  };
  return { applied, apply };
}

test("a repeat is acknowledged and not applied, also when it was applied before a restart", async () => {
  const log = new CommandLog([{ command_id: "old", session_id: "s" }]);
  const { applied, apply } = counting("s");
  const [first, second] = await Promise.all([log.once("c", "s", apply), log.once("c", "s", apply)]);
  expect(second).toEqual(first);
  expect(applied.times).toBe(1);
  expect(await log.once("old", "s", apply)).toEqual({ session_id: "s", durable: true });
  expect(applied.times).toBe(1);
});

test("an id that another session's command has is refused, not taken for its repeat", async () => {
  const log = new CommandLog([{ command_id: "1", session_id: "s1" }]);
  const { applied, apply } = counting("s2");
  await expect(log.once("1", "s2", apply)).rejects.toMatchObject({ code: "conflict" });
  expect(applied.times).toBe(0);
});

test("what was rejected was not applied: the same id may be used again", async () => {
  const log = new CommandLog([]);
  const refuse = () => Promise.reject(new CommandRejected("conflict", "no"));
  await expect(log.once("c", "s", refuse)).rejects.toMatchObject({ code: "conflict" });
  const { applied, apply } = counting("s");
  await log.once("c", "s", apply);
  expect(applied.times).toBe(1);
});
