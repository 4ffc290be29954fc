/** Real lines as they could come broken: cut off, with bytes changed, or with other values in them. */
import fc from "fast-check";

/** A line of `lines`, whole or broken in one of several ways. */
export function brokenLine(lines: readonly string[]): fc.Arbitrary<string> {
  const line = fc.constantFrom(...lines);
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.oneof(
    { weight: 3, arbitrary: line },
    fc.tuple(line, place).map(([text, at]) => text.slice(0, Math.floor(text.length * at))),
    fc.tuple(line, place, fc.string({ maxLength: 3 })).map(([text, at, more]) => {
      const from = Math.floor(text.length * at);
      return text.slice(0, from) + more + text.slice(from + 1);
    }),
    { weight: 4, arbitrary: fc.tuple(line, place, fc.jsonValue()).map(withOtherValue) },
    fc.string({ maxLength: 50 }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
}

/**
 * The line with one value in it replaced. Ids and threads stay: with others, it would be another
 * session's line.
 */
function withOtherValue([text, at, value]: [string, number, unknown]): string {
  const parsed: unknown = JSON.parse(text);
  const places: { of: Record<string, unknown>; key: string }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const of = node as Record<string, unknown>;
    for (const key of Object.keys(of)) {
      places.push({ of, key });
      walk(of[key]);
    }
  };
  walk(parsed);
  const chosen = places[Math.floor(at * (places.length - 1))];
  if (chosen) chosen.of[chosen.key] = value;
  return JSON.stringify(parsed);
}
