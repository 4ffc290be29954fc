import { afterAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readReport, sum } from "./counts.mjs";
import { endLeftovers, runMark } from "./leftovers.mjs";
import { readOptions } from "./options.mjs";
import { run } from "./run.mjs";
import { planSteps } from "./steps.mjs";

const temp = mkdtempSync(join(tmpdir(), "orbitdock-check-"));
afterAll(() => rmSync(temp, { recursive: true }));

/** Runs `bun test` over one file with that text, as a step does, and reads its report. */
async function countsOf(text) {
  const file = join(temp, `${randomUUID()}.test.ts`);
  const report = `${file}.xml`;
  writeFileSync(file, `import { expect, test } from "bun:test";\n${text}`);
  const command = [process.execPath, "test", "--reporter=junit", `--reporter-outfile=${report}`];
  const ran = await run([...command, file], { collect: true, deadlineMs: 60_000 });
  return readReport(report, ran.code);
}

test("the numbers are bun test's own", async () => {
  const text = `test("a", () => {}); test("b", () => {}); test.skip("c", () => {});
    test("d", () => expect(1).toBe(2));`;
  expect(await countsOf(text)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test("a file that does not load counts as a failure", async () => {
  const counts = await countsOf(`test("a", () => {}); throw new Error("at load");`);
  expect(counts.failed).toBeGreaterThanOrEqual(1);
});

test("a run that dies before its report counts as a failure", () => {
  expect(readReport(join(temp, "missing.xml"), 139)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("sums", () => {
  const counts = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([counts, counts])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

test("a command past its deadline is ended with all it started", async () => {
  const id = randomUUID();
  const ran = await run(["sh", "-c", "sleep 60 & sleep 60"], {
    env: { ...process.env, [runMark]: id },
    deadlineMs: 100,
  });
  expect(ran).toMatchObject({ timedOut: true, code: "SIGKILL" });
  expect(await endLeftovers(id)).toEqual([]);
});

test.if(process.platform === "linux")(
  "a process that left its test's group is found and ended",
  async () => {
    const id = randomUUID();
    const env = { ...process.env, [runMark]: id };
    const child = spawn("sleep", ["60"], { env, detached: true, stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
    const left = await endLeftovers(id, 100);
    expect(left).toEqual([{ pid: child.pid, command: "sleep 60" }]);
    expect(await ended).toBe("SIGKILL");
  },
);

test("a flag that is unknown or lacks its value is refused with the usage", () => {
  expect(() => readOptions(["--fast"])).toThrow(/Unknown flag --fast[^]*--list/);
  expect(() => readOptions(["--only"])).toThrow("--only needs a value");
  expect(readOptions(["--only", "tidy", "./tools/a", "-t", "b"])).toEqual({
    only: ["tidy"],
    filters: ["tools/a"],
    list: false,
    pattern: "b",
  });
});

test("a path runs the files it matches, and no static checks", () => {
  const { statics, tests } = planSteps({ only: [], filters: ["tools/check/"] });
  expect(statics).toEqual([]);
  expect(tests.map(({ files }) => files)).toEqual([["tools/check/check.test.mjs"]]);
});

test("what matches nothing is refused", () => {
  expect(() => planSteps({ only: [], filters: ["no/such"] })).toThrow("No test file");
  expect(() => planSteps({ only: ["spelling"], filters: [] })).toThrow("No step spelling");
});
