import { parseArgs } from "node:util";
import { crashTrial } from "./kill-9.ts";

/** `bun test/crash/run.ts --minutes 30 [--sessions 20] [--kills 50] [--seed N]` */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    sessions: { type: "string", default: "20" },
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const until = performance.now() + Number(values.minutes) * 60_000;
let seed = Number(values.seed);
do {
  const faults = await crashTrial({
    seed,
    sessions: Number(values.sessions),
    kills: Number(values.kills),
    say: console.log,
  });
  if (faults.length > 0) {
    console.error(`seed ${seed}:\n${faults.join("\n")}`);
    process.exit(1);
  }
  seed += 1;
} while (performance.now() < until);
console.log("no faults");
process.exit(0);
