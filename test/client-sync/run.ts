// The long run of the client's property test, over seeds that no run before it has seen:
//   bun test/client-sync/run.ts [--minutes N] [--from SEED]
// Ends with code 1 at the first seed that fails, and says how to run that one again.
import { parseArgs } from "node:util";
import { simulate } from "@orbitdock/client/testing";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "1" }, from: { type: "string" } },
});
const minutes = Number(values.minutes);
const from = Number(values.from ?? Math.floor(Math.random() * 2 ** 31));
if (!(minutes > 0) || !Number.isSafeInteger(from)) {
  console.error("--minutes takes a number above 0, --from a whole number");
  process.exit(2);
}

const until = performance.now() + minutes * 60_000;
let seed = from;
console.log(`from seed ${from}, for ${minutes} min`);
for (; performance.now() < until; seed++) {
  const { problems } = await simulate(seed);
  if (problems.length === 0) continue;
  console.error(`seed ${seed}:\n  ${problems.join("\n  ")}`);
  console.error(
    `again with: CLIENT_SYNC_FROM=${seed} CLIENT_SYNC_SEEDS=1 bun test packages/client/src/sync.test.ts`,
  );
  process.exit(1);
}
console.log(`${seed - from} seeds, every client equal to the server at the end`);
