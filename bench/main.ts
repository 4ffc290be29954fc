import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { agents } from "./agents/agents.ts";
import { type Figure, isOver, type Scenario } from "./figure.ts";
import { fold } from "./fold.ts";
import { memory } from "./memory.ts";
import { pipeline } from "./pipeline/pipeline.ts";
import { start } from "./start.ts";
import { table } from "./table.ts";
import { yardstick } from "./yardstick.ts";

const scenarios: Scenario[] = [pipeline, agents, start, memory, fold];

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const unknown = flags.only?.find((name) => !scenarios.some((one) => one.name === name));
if (unknown !== undefined) {
  console.error(
    `There is no scenario “${unknown}”. There are: ${scenarios.map((one) => one.name).join(", ")}.`,
  );
  process.exit(2);
}

yardstick();
const machine = {
  at: new Date().toISOString(),
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? "unknown",
  platform: `${process.platform} ${process.arch}`,
  bun: Bun.version,
  quick: flags.quick,
  /** How fast and how busy it was, before and after. */
  yardstick: [yardstick()],
  load: [load()],
};
const results: Record<string, Figure[]> = {};
const print = flags.json ? () => {} : console.log;

print(
  `${machine.cores} cores (${machine.cpu}), ${machine.platform}, Bun ${machine.bun}${flags.quick ? ", --quick" : ""}`,
);
for (const scenario of scenarios) {
  if (flags.only && !flags.only.includes(scenario.name)) continue;
  const figures = await scenario.run({
    quick: flags.quick,
    say: (what) => console.error(`${scenario.name}: ${what}`),
  });
  results[scenario.name] = figures;
  print(`\n${scenario.name}: ${scenario.title}\n\n${table(figures)}`);
}

machine.yardstick.push(yardstick());
machine.load.push(load());
print(
  `\nA frame to JSON and back took ${machine.yardstick.map((us) => us.toFixed(2)).join(" µs before, ")} µs after; load ${machine.load.join(", ")}.`,
);

const folder = fileURLToPath(new URL("results/", import.meta.url));
const json = JSON.stringify({ machine, results }, null, 2);
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}${machine.at.replaceAll(":", "-")}.json`, `${json}\n`);
if (flags.json) console.log(json);

const over = Object.values(results).flat().filter(isOver).length;
print(over === 0 ? "\nAll budgets are kept." : `\n${over} figures are over their budget.`);
process.exit(flags.check && over > 0 ? 1 : 0);

function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}
