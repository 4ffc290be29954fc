import { readFileSync } from "node:fs";

/** What one step contributed to the closing line. */
export function counted(passed, failed, skipped = 0) {
  return { passed, failed, skipped };
}

export function sum(counts) {
  return counts.reduce(
    (a, b) => counted(a.passed + b.passed, a.failed + b.failed, a.skipped + b.skipped),
    counted(0, 0),
  );
}

/**
 * The test numbers in the JUnit report that `bun test` wrote. A run that exited badly with nothing
 * counted as failed (a file that does not load, a crash) still counts as one failure.
 */
export function readReport(file, exitCode) {
  const report = readIfThere(file);
  const head = /<testsuites\b[^>]*>/.exec(report)?.[0] ?? "";
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const [tests, skipped] = [number("tests"), number("skipped")];
  const reported = number("failures");
  const failed = exitCode === 0 ? reported : Math.max(reported, 1);
  return counted(Math.max(tests - reported - skipped, 0), failed, skipped);
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}
