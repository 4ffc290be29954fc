import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { HeldLog } from "./held-log.ts";
import type { Cursor } from "./held-log.ts";
import { LineSplitter } from "./line-splitter.ts";
import { parseEntry } from "./wire.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

function offsetsIn(parts: readonly Buffer[]): number[] {
  const frames = Buffer.concat([...parts])
    .toString("latin1")
    .split("\n")
    .slice(0, -1);
  return frames.map((frame) => {
    const bytes = Buffer.from(frame, "latin1");
    const entry = parseEntry(bytes, 0, bytes.length);
    expect(entry).toMatchObject({ agent: "a", kind: "line", line: "b".repeat(entry.offset % 997) });
    return entry.offset;
  });
}

const step = fc.oneof(
  fc.record({ do: fc.constant("append" as const), count: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant("read" as const), budget: fc.integer({ min: 1, max: 200_000 }) }),
  fc.record({
    do: fc.constant("commit" as const),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    do: fc.constant("replay" as const),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

test(`whatever is appended, read, committed and replayed: each entry after the cursor, once, in order (SEED=${seed})`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const log = new HeldLog("a");
      let cursor: Cursor = log.cursorAfter(0);
      let sent = 0;
      let committed = 0;
      const read = (budget: number): void => {
        const out: Buffer[] = [];
        const bytes = log.read(cursor, budget, out);
        sent = Math.max(sent, committed);
        for (const offset of offsetsIn(out)) expect(offset).toBe(++sent);
        expect(bytes).toBe(Buffer.concat(out).length);
        expect(cursor.sent).toBe(sent);
      };
      for (const action of steps) {
        if (action.do === "append") {
          for (let i = 0; i < action.count; i++) {
            const body = Buffer.from("b".repeat((log.last + 1) % 997));
            log.append("o", body, 0, body.length);
          }
        } else if (action.do === "read") {
          read(action.budget);
        } else if (action.do === "commit") {
          committed = Math.max(committed, Math.floor(action.part * log.last));
          log.commit(committed);
          expect(log.committed).toBe(committed);
        } else {
          cursor = log.cursorAfter(Math.floor(action.part * log.last));
          sent = Math.max(Math.floor(action.part * log.last), committed);
        }
      }
      read(Number.MAX_SAFE_INTEGER);
      expect(sent).toBe(log.last);
      log.commit(log.last);
      expect(log.bytes).toBe(0);
    }),
    { seed, numRuns: 300 },
  );
});

test(`a stream cut anywhere gives the same lines (SEED=${seed})`, () => {
  const maxBytes = 40;
  const headBytes = 8;
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 90 }), {
        maxLength: 30,
      }),
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 20 }),
      (lines, cuts) => {
        const got: (string | [number, string])[] = [];
        const splitter = new LineSplitter(
          { maxBytes, headBytes },
          {
            line: (bytes, start, end) => void got.push(bytes.toString("utf8", start, end)),
            overlong: (length, head) => void got.push([length, head.toString()]),
          },
        );
        const stream = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        for (let at = 0, i = 0; at < stream.length; i++) {
          const cut = cuts[i % cuts.length] ?? 1;
          splitter.push(stream.subarray(at, at + cut));
          at += cut;
        }
        splitter.end();
        expect(got).toEqual(
          lines.map((line) =>
            line.length > maxBytes ? [line.length, line.slice(0, headBytes)] : line,
          ),
        );
      },
    ),
    { seed, numRuns: 500 },
  );
});
