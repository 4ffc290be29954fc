/** Real lines as they could come broken: cut off, with bytes changed, or with other values in them. */
import * as fc from "fast-check";

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

/** The line with one value in it replaced. */
function withOtherValue([text, at, value]: [string, number, unknown]): string {
  const parsed: unknown = JSON.parse(text);
  const places = placesIn(parsed);
  const chosen = places[Math.floor(at * (places.length - 1))];
  if (chosen) chosen.of[chosen.key] = value;
  return JSON.stringify(parsed);
}

const otherValues: readonly unknown[] = [
  null,
  -1,
  1e300,
  "x",
  true,
  [],
  [null],
  ["x"],
  {},
  { x: 1 },
];

/** Every way to replace or leave out one value of each kind of line there is. */
export function* everyOtherValue(lines: readonly string[]): Generator<string> {
  const seen = new Set<string>();
  for (const line of lines) {
    const places = placesIn(JSON.parse(line));
    const shape = places.map(({ key }) => key).join();
    if (seen.has(shape)) continue;
    seen.add(shape);
    for (let index = 0; index < places.length; index++)
      for (const value of [...otherValues, undefined]) {
        const copy: unknown = JSON.parse(line);
        const place = placesIn(copy)[index];
        if (place) place.of[place.key] = value;
        yield JSON.stringify(copy);
      }
  }
}

/** Every value inside a value, by what holds it. */
function placesIn(value: unknown): { of: Record<string, unknown>; key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const of = value as Record<string, unknown>;
  return Object.keys(of).flatMap((key) => [{ of, key }, ...placesIn(of[key])]);
}
