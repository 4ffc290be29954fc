import type { Rule } from "./rule.ts";

const page = "ARCHITECTURE.md";

/** Each dependency is named, with its reason, in ARCHITECTURE.md. */
export const dependenciesRule: Rule = {
  name: "explained dependencies",
  explained: "ARCHITECTURE.md#dependencies",
  check: (tree) => {
    if (!tree.files.includes(page)) return [];
    const text = tree.read(page);
    return tree.files
      .filter((file) => file.endsWith("package.json"))
      .flatMap((file) =>
        namesIn(tree.read(file))
          .filter((name) => !isNamed(text, name))
          .map((name) => ({ file, message: `${name} is not named in ${page}` })),
      );
  },
};

function namesIn(manifest: string): string[] {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(manifest);
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    (name) => !name.startsWith("@orbitdock/"),
  );
}

/** Type packages may be named together, as `@types/*`. */
function isNamed(text: string, name: string): boolean {
  if (name.startsWith("@types/")) return text.includes("@types/");
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w/@-])${escaped}(?![\w/-])`).test(text);
}
