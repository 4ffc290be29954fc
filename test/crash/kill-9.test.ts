import { expect, test } from "bun:test";
import { crashTrial } from "./kill-9.ts";

const seed = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);

test("50 kills of the server lose, double and strand nothing", async () => {
  console.log(`CRASH_SEED=${seed}`);
  const faults = await crashTrial({ seed, sessions: 20, kills: 50, say: console.log });
  expect(faults).toEqual([]);
}, 240_000);
