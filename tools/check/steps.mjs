import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bun } from "../setup/bun.mjs";
import { root } from "../setup/root.mjs";

const bin = (name, ...path) => join(root, "node_modules", name, ...path);
const node = process.execPath;
const minutes = 60_000;

/** Checks that read the tree and run nothing of it: `run` at the same time, each counting as one. */
const staticSteps = [
  { name: "tidy", command: [bun, join(root, "tools", "tidy", "main.ts")] },
  { name: "types", command: [node, bin("typescript", "bin", "tsc"), "--noEmit", "-p", "."] },
  { name: "lint", command: [node, bin("oxlint", "bin", "oxlint")] },
  { name: "format", command: [node, bin("oxfmt", "bin", "oxfmt"), "--check"] },
];

/**
 * Test steps. `alone` runs every file in a process of its own, so that a test that kills servers
 * and agents meets nobody else's.
 */
const testSteps = [
  { name: "rooms", roots: ["packages", "tools"], deadlineMs: 5 * minutes },
  {
    name: "cross",
    roots: ["test"],
    except: "test/browser/",
    alone: true,
    deadlineMs: 10 * minutes,
  },
  { name: "browser", roots: ["test/browser"], needs: "chromium", deadlineMs: 5 * minutes },
];

/** The steps to run, in order, each with its test files; steps without any are left out. */
export function planSteps({ only, filters }) {
  const known = [...staticSteps, ...testSteps].map((step) => step.name);
  for (const name of only) {
    if (!known.includes(name)) throw new Error(`No step ${name}: ${known.join(", ")}.`);
  }
  const wanted = (step) => only.length === 0 || only.includes(step.name);
  const statics = filters.length > 0 ? [] : staticSteps.filter(wanted);
  const tests = testSteps
    .filter(wanted)
    .map((step) => ({ ...step, files: filesOf(step).filter((file) => matches(file, filters)) }))
    .filter((step) => step.files.length > 0);
  if (filters.length > 0 && tests.length === 0) {
    throw new Error(`No test file's path contains ${filters.join(" or ")}; see npm test -- --list`);
  }
  return { statics, tests };
}

function matches(file, filters) {
  return filters.length === 0 || filters.some((filter) => file.includes(filter));
}

function filesOf(step) {
  return step.roots
    .flatMap((folder) => testFiles(folder))
    .filter((file) => !step.except || !file.startsWith(step.except));
}

function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return entry.name === "node_modules" || entry.name === "dist" ? [] : testFiles(path);
      }
      return /\.test\.(?:tsx?|mjs)$/.test(entry.name) ? [path] : [];
    });
}
