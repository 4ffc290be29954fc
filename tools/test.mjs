// `npm test`: installs what is missing, then runs every check. `npm test -- --list` says which.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sum } from "./check/counts.mjs";
import { endLeftovers, runMark } from "./check/leftovers.mjs";
import { readOptions } from "./check/options.mjs";
import { printReport } from "./check/report.mjs";
import { stopAll } from "./check/run.mjs";
import { runStatics } from "./check/static.mjs";
import { planSteps } from "./check/steps.mjs";
import { runTests } from "./check/tests.mjs";
import { ensureAgents, pathWithAgents } from "./setup/agents.mjs";
import { ensureBun } from "./setup/bun.mjs";
import { ensureBundle } from "./setup/bundle.mjs";
import { ensureInstalled } from "./setup/install.mjs";
import { onNpmGone } from "./setup/parent.mjs";
import { fail } from "./setup/root.mjs";

const { options, plan } = readPlan();
if (options.list) {
  for (const { name } of plan.statics) console.log(name);
  for (const { name, files } of plan.tests) console.log([name, ...files].join("\n  "));
  process.exit(0);
}

const runId = randomUUID();
const temp = mkdtempSync(join(tmpdir(), "orbitdock-test-"));
process.on("exit", () => rmSync(temp, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, stop);
onNpmGone(() => stop("SIGTERM"));

try {
  await ensureInstalled("all");
  ensureBun();
  await ensureAgents();
  if (plan.tests.some((step) => step.name !== "rooms")) ensureBundle();
} catch (error) {
  fail(error.message);
}

const env = {
  ...process.env,
  [runMark]: runId,
  PATH: pathWithAgents("first"),
  // A test that forgets a folder of its own must not meet the person's sessions.
  ORBITDOCK_HOME: join(temp, "orbitdock-home"),
};
const results = await runStatics(plan.statics, env);
for (const step of plan.tests) {
  results.push(await runTests(step, { env, runId, temp, pattern: options.pattern }));
}
const total = sum(results.map((result) => result.counts));
printReport(results, total);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function readPlan() {
  try {
    const read = readOptions(process.argv.slice(2));
    return { options: read, plan: planSteps(read) };
  } catch (error) {
    return fail(error.message);
  }
}

async function stop(signal) {
  stopAll();
  await endLeftovers(runId);
  process.exit(signal === "SIGINT" ? 130 : 143);
}
