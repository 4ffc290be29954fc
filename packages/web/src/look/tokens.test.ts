import { describe, expect, test } from "bun:test";

const css = await Bun.file(`${import.meta.dir}/tokens.css`).text();
const [dark = "", light = ""] = css.split('[data-theme="light"]');

type Colour = readonly [number, number, number];

/** The colours of a theme by their names; the light one stands on the dark. */
function colours(...blocks: string[]): Map<string, Colour> {
  const found = blocks.flatMap((block) => [...block.matchAll(/--([\w-]+):\s*#(\w{6});/g)]);
  return new Map(
    found.map(([, name = "", hex = ""]) => {
      const at = (index: number) => Number.parseInt(hex.slice(index, index + 2), 16) / 255;
      return [name, [at(0), at(2), at(4)]];
    }),
  );
}

/** Contrast of two colours as WCAG 2 reckons it. */
function contrast(one: Colour, other: Colour): number {
  const [a, b] = [one, other].map(luminance).toSorted((x, y) => y - x) as [number, number];
  return (a + 0.05) / (b + 0.05);
}

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** As `color-mix(in srgb, one part, other)` does. */
function mix(one: Colour, part: number, other: Colour): Colour {
  const at = (index: 0 | 1 | 2) => one[index] * part + other[index] * (1 - part);
  return [at(0), at(1), at(2)];
}

const states = ["working", "permission", "question", "reply", "ended", "failed", "ok"];
const texts = ["text", "text-2", "text-3", "accent", "add", "del", ...states];
const grounds = ["bg", "panel", "raised", "code-bg"];

describe.each([
  ["dark", colours(dark)],
  ["light", colours(dark, light)],
] as const)("%s", (mode, theme) => {
  const named = (name: string): Colour => {
    const colour = theme.get(name);
    if (!colour) throw new Error(`there is no --${name}`);
    return colour;
  };
  const enough = (what: string, text: Colour, ground: Colour) =>
    expect(`${what} ${contrast(text, ground) >= 4.5}`).toBe(`${what} true`);

  test("black on white is 21, and a colour on itself 1", () => {
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21);
    expect(contrast(named("accent"), named("accent"))).toBe(1);
  });

  test("every text can be read on every ground", () => {
    for (const ground of grounds)
      for (const text of texts) enough(`${text} on ${ground}`, named(text), named(ground));
  });

  test("and on what is under the pointer or selected", () => {
    for (const text of ["text", "text-2", "text-3"])
      enough(`${text} on hover`, named(text), named("hover"));
  });

  test("what is on a tinted card can be read", () => {
    const block = mode === "dark" ? dark : light;
    const tint = Number(block.match(/--tint:\s*(\d+)%/)?.[1]) / 100;
    for (const state of ["permission", "question", "failed"]) {
      const card = mix(named(state), tint, named("panel"));
      for (const text of ["text", "text-2", "text-3", state])
        enough(`${text} on a ${state} card`, named(text), card);
      enough(`a pill on a ${state} card`, named(state), mix(named(state), 0.12, card));
    }
  });

  test("changed lines can be read", () => {
    for (const name of ["add", "del"])
      enough(`${name} on itself`, named(name), mix(named(name), 0.12, named("code-bg")));
  });

  test("the words of filled buttons can be read", () => {
    for (const fill of ["accent", "ok"]) enough(`on ${fill}`, named("on-accent"), named(fill));
  });
});
