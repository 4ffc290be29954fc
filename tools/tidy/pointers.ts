import type { Rule } from "./rule.ts";

/** The section that a rule points to exists, in every document that exists. */
export function pointersTo(rules: readonly Rule[]): Rule {
  return {
    name: "pointers",
    explained: "CONTRIBUTING.md#tidy",
    check: (tree) =>
      rules.flatMap(({ name, explained }) => {
        const [file = "", anchor = ""] = explained.split("#");
        if (!tree.files.includes(file) || anchorsOf(tree.read(file)).includes(anchor)) return [];
        return [
          { file, message: `has no section #${anchor}, where the rule “${name}” is explained` },
        ];
      }),
  };
}

/** GitHub's anchors of a page's headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}
