import type { SessionSummary } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { CliError } from "./cli-error.ts";
import { chooseSession, shortIds } from "./choose.ts";
import { cut, oneLine, printable, usesColours } from "./terminal.ts";
import { since } from "./time.ts";

const session = (id: string) =>
  ({ id, project_name: `p-${id}`, custom_name: null, title: null }) as SessionSummary;

test("a session is found by its id, and by a beginning that only it has", () => {
  const fleet = ["abc", "abcd", "xyz"].map(session);
  expect(chooseSession(fleet, "abc").id).toBe("abc");
  expect(chooseSession(fleet, "x").id).toBe("xyz");
  const codeOf = (typed: string) => {
    try {
      return chooseSession(fleet, typed).id;
    } catch (error) {
      return error instanceof CliError ? [error.code, error.exit] : error;
    }
  };
  expect(codeOf("ab")).toEqual(["conflict", 5]);
  expect(codeOf("yz")).toEqual(["not_found", 4]);
  expect(codeOf("")).toEqual(["not_found", 4]);
});

test("a short id always finds its session, and only that", () => {
  const ids = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom("a", "b"), minLength: 9, maxLength: 14 }),
  );
  fc.assert(
    fc.property(ids, (all) => {
      const short = shortIds(all);
      for (const id of all) {
        const typed = short.get(id) ?? "";
        const found = all.some((other) => other !== id && other.startsWith(id))
          ? id
          : chooseSession(all.map(session), typed).id;
        expect(found).toBe(id);
        expect(typed.length).toBeGreaterThanOrEqual(8);
      }
    }),
  );
});

test("an agent's text cannot move the cursor or turn the line round", () => {
  const hostile = "rm -rf /\u001b[2K\u001b[1Gls\r\u0007\u009b1A\u202etxt.exe\u2066\tkept\nkept";
  const shown = printable(hostile);
  // oxlint-disable-next-line no-control-regex
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(shown).toContain("\tkept\nkept");
  expect(oneLine("a\n  b\u001b", 10)).toBe("a b\ufffd");
  expect(cut("abcdef", 3)).toBe("ab…");
});

test("colours follow NO_COLOR, FORCE_COLOR and the terminal", () => {
  expect(usesColours(true, {})).toBe(true);
  expect(usesColours(false, {})).toBe(false);
  expect(usesColours(true, { TERM: "dumb" })).toBe(false);
  expect(usesColours(true, { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
  expect(usesColours(false, { FORCE_COLOR: "1" })).toBe(true);
});

test("times are told in their largest unit", () => {
  const ago = (seconds: number) =>
    since(new Date(1_000_000_000 - seconds * 1000).toISOString(), 1_000_000_000);
  expect([-5, 59, 60, 3599, 3600, 86_399, 86_400].map(ago)).toEqual([
    "0 s",
    "59 s",
    "1 min",
    "59 min",
    "1 h",
    "23 h",
    "1 d",
  ]);
});
