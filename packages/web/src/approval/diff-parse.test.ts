import { expect, test } from "bun:test";
import { parseDiff } from "./diff-parse.ts";

const of = (diff: string) =>
  parseDiff(diff).map(({ path, change, added, removed }) => [path, change, added, removed]);

test("a plain diff of several files", () => {
  const diff = [
    "--- a/one.ts",
    "+++ b/one.ts",
    "@@ -1,2 +1,2 @@",
    " same",
    "-old",
    "+new",
    "--- /dev/null",
    "+++ b/two.ts",
    "@@ -0,0 +1,1 @@",
    "+first",
    "--- a/three.ts",
    "+++ /dev/null",
    "@@ -1,1 +0,0 @@",
    "-last",
    "",
  ].join("\n");
  expect(of(diff)).toEqual([
    ["one.ts", "changed", 1, 1],
    ["two.ts", "added", 1, 0],
    ["three.ts", "deleted", 0, 1],
  ]);
});

test("changed lines that look like the names of files", () => {
  const diff =
    "--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n same\n";
  expect(of(diff)).toEqual([["q.sql", "changed", 1, 1]]);
});

test("a hunk whose head counts too many lines ends at the next file", () => {
  const diff = "--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-c\n+d\n";
  expect(of(diff)).toEqual([
    ["x", "changed", 1, 1],
    ["y", "changed", 1, 1],
  ]);
});

test("git's heads: new, renamed, without an end of line", () => {
  const diff = [
    "diff --git a/old.ts b/new.ts",
    "similarity index 90%",
    "rename from old.ts",
    "rename to new.ts",
    "index 1..2 100644",
    "--- a/old.ts",
    "+++ b/new.ts",
    "@@ -1 +1 @@",
    "-a",
    "+b",
    "\\ No newline at end of file",
    "diff --git a/made b/made",
    "new file mode 100644",
    "index 0..1",
  ].join("\n");
  expect(of(diff)).toEqual([
    ["new.ts", "renamed", 1, 1],
    ["made", "added", 0, 0],
  ]);
});

test("text that is no diff is kept", () => {
  expect(parseDiff("what is this")[0]?.lines).toEqual([{ kind: "note", text: "what is this" }]);
});
