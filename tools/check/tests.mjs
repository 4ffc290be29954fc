import { join } from "node:path";
import { bun } from "../setup/bun.mjs";
import { isCi } from "../setup/root.mjs";
import { chromiumHint, findChromium } from "./chromium.mjs";
import { counted, readReport, sum } from "./counts.mjs";
import { endLeftovers } from "./leftovers.mjs";
import { run } from "./run.mjs";

/**
 * Runs one step's test files with `bun test`, browser tests among them: playwright-core drove
 * Chromium under Bun 1.4.5 in 48 of 48 tries (clicks, a WebSocket, screenshots), so nothing is
 * transpiled for Node first.
 */
export async function runTests(step, { env, runId, temp, pattern }) {
  if (step.needs === "chromium" && !findChromium()) return withoutChromium(step);
  const batches = step.alone ? step.files.map((file) => [file]) : [step.files];
  const parts = [];
  for (const files of batches) {
    console.log(`\n== ${step.name}: ${files.length === 1 ? files[0] : `${files.length} files`}`);
    parts.push(await runBatch(step, files, { env, runId, temp, pattern }));
  }
  return {
    name: step.name,
    seconds: parts.reduce((total, part) => total + part.seconds, 0),
    notes: parts.flatMap((part) => part.notes),
    counts: sum(parts.map((part) => part.counts)),
  };
}

const testTimeoutMs = 60_000;
let reports = 0;

async function runBatch(step, files, { env, runId, temp, pattern }) {
  const report = join(temp, `report-${reports++}.xml`);
  const command = [
    bun,
    "test",
    // A fresh global object per file, on both cores.
    ...(files.length > 1 && !step.needs ? ["--parallel=2"] : []),
    // A test's own limit is for one that hangs; on a busy machine real agents take their time.
    `--timeout=${testTimeoutMs}`,
    "--reporter=junit",
    `--reporter-outfile=${report}`,
    ...(pattern ? ["-t", pattern] : []),
    ...files.map((file) => `./${file}`),
  ];
  const ran = await run(command, { env, deadlineMs: step.deadlineMs });
  const counts = readReport(report, ran.code);
  const notes = [];
  const fault = (note) => {
    notes.push(note);
    counts.failed += 1;
  };
  const what = files.length === 1 ? files[0] : `${files.length} files`;
  if (ran.timedOut) {
    notes.push(
      `${what} stopped after ${step.deadlineMs / 60_000} min; see above which did not end`,
    );
  }
  if (counts.passed + counts.failed + counts.skipped === 0) fault(`no test ran in ${what}`);
  if (isCi && counts.skipped > 0) fault("tests were skipped, and in CI none may be");
  for (const { pid, command: left } of await endLeftovers(runId)) {
    fault(`a process outlived its test: ${pid} ${left}`);
  }
  return { seconds: ran.seconds, notes, counts };
}

function withoutChromium(step) {
  return {
    name: step.name,
    seconds: 0,
    notes: [chromiumHint],
    skippedBecause: "chromium",
    counts: isCi ? counted(0, 1) : counted(0, 0, step.files.length),
  };
}
