import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureNames, hearAll, readable, recordedLines } from "./testing/fixtures.ts";

/**
 * What the connector hears in a recording is what fixtures/NAME.heard.txt says. Where a difference is
 * wanted, read it line by line, then record anew: packages/connectors/record-codex-fixtures.ts.
 */
test.each(fixtureNames.map((name) => [name]))("%s", (name) => {
  const expected = readFileSync(join(import.meta.dir, "fixtures", `${name}.heard.txt`), "utf8");
  expect(`${readable(hearAll(recordedLines(name)))}\n`).toBe(expected);
});
