import { isGenerated, isTest } from "./places.ts";
import type { Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

const MOST_LINES = 450;
const MANY_LINES = 350;

/** A file does one thing; past 450 lines it surely does not. */
export const lengthRule: Rule = {
  name: "length",
  explained: "CONTRIBUTING.md#length",
  check: (tree) =>
    lengths(tree, (file) => file.includes("/src/"))
      .filter(({ lines }) => lines > MOST_LINES)
      .map(({ file, lines }) => ({ file, message: `has ${lines} lines, more than ${MOST_LINES}` })),
};

type Length = { readonly file: string; readonly lines: number };

function lengths(tree: Tree, wanted: (file: string) => boolean): Length[] {
  return tree.files
    .filter((file) => /^packages\/[^/]+\/.*\.(?:ts|tsx|css)$/.test(file) && !isGenerated(file))
    .filter(wanted)
    .map((file) => ({ file, lines: tree.read(file).trimEnd().split("\n").length }))
    .toSorted((a, b) => b.lines - a.lines);
}

/** The figures to keep in sight, as lines to print. */
export function lengthFigures(tree: Tree): string[] {
  const product = lengths(tree, (file) => !isTest(file));
  const tests = lengths(tree, isTest);
  const long = lengths(tree, () => true).filter(
    ({ lines }) => lines > MANY_LINES && lines <= MOST_LINES,
  );
  return [
    `file length, product: ${figures(product)}`,
    `file length, tests:   ${figures(tests)}`,
    `largest: ${product
      .slice(0, 5)
      .map(({ file, lines }) => `${file} ${lines}`)
      .join(", ")}`,
    ...long.map(({ file, lines }) => `warning: ${file} has ${lines} lines; does it do two things?`),
  ];
}

function figures(sorted: readonly Length[]): string {
  const at = (share: number) => sorted[Math.floor((1 - share) * (sorted.length - 1))]?.lines ?? 0;
  return `${sorted.length} files, median ${at(0.5)}, 90th percentile ${at(0.9)}`;
}
