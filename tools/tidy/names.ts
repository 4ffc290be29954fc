import { isGenerated } from "./places.ts";
import type { Rule } from "./rule.ts";

const empty = new Set(["util", "utils", "helper", "helpers", "manager", "managers", "misc"]);

/** A file says in its name what it does; it is not a second version of another. */
export const namesRule: Rule = {
  name: "names",
  explained: "CONTRIBUTING.md#names",
  check: (tree) =>
    tree.files
      .filter((file) => /^(?:packages|test|bench|tools)\//.test(file) && !isGenerated(file))
      .flatMap((file) => {
        const word = wordsOf(file).find((part) => empty.has(part) || /^v[2-9]\d*$/.test(part));
        return word
          ? [{ file, message: `is named “${word}”, which does not say what it does` }]
          : [];
      }),
};

function wordsOf(file: string): string[] {
  return file
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
