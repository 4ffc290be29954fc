import { expect, test } from "bun:test";
import { simulate } from "./testing/index.ts";

const from = Number(process.env["CLIENT_SYNC_FROM"] ?? 1);
const count = Number(process.env["CLIENT_SYNC_SEEDS"] ?? 1000);

test(`clients end equal to the server, seeds ${from} to ${from + count - 1}`, async () => {
  const seen: Record<string, number> = {};
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate(seed);
    if (result.problems.length > 0)
      throw new Error(
        `seed ${seed}: ${result.problems.join("; ")}\n` +
          `again with: CLIENT_SYNC_FROM=${seed} CLIENT_SYNC_SEEDS=1 bun test packages/client/src/sync.test.ts`,
      );
    for (const [kind, times] of Object.entries(result.seen)) seen[kind] = (seen[kind] ?? 0) + times;
  }
  if (count < 1000) return;
  // A run that met none of these proved nothing about them.
  for (const kind of [
    "session_resumed",
    "session_snapshot",
    "sessions_list",
    "ack",
    "messages_list",
    "message",
    "error",
    "report",
  ])
    expect(seen[kind] ?? 0).toBeGreaterThan(50);
}, 120_000);

test("the same seed gives the same run", async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});
