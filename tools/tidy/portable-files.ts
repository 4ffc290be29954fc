import type { Problem, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

const samplePeople = ["ada", "user", "you", "me", "dev", "someone"];
const machinePath = new RegExp(
  String.raw`(?<![\w.~@*\]})-])/(?:work|root|home/(?!(?:${samplePeople.join("|")})\b)\w+)(?:/|\b(?=["'\s]))`,
);

/** Nothing in the tree depends on the machine where it was written. */
export const portableFilesRule: Rule = {
  name: "portable files",
  explained: "CONTRIBUTING.md#portable-files",
  check: (tree) => tree.files.flatMap((file) => faults(tree, file)),
};

function faults(tree: Tree, file: string): Problem[] {
  if (file.startsWith("tools/tidy/") || !isText(file)) return [];
  const lock = file.endsWith("package-lock.json");
  return tree
    .read(file)
    .split("\n")
    .flatMap((text, index) => {
      const line = index + 1;
      const path = machinePath.exec(text)?.[0];
      if (path) return [{ file, line, message: `names a path of one machine: ${path}` }];
      if (lock && text.includes('"resolved": "http')) {
        return [{ file, line, message: "names the registry it was made with" }];
      }
      return [];
    });
}

function isText(file: string): boolean {
  return !/\.(?:png|jpe?g|gif|webp|ico|woff2?|ttf|db|sqlite|gz|zst|zip|wasm|bin)$/i.test(file);
}
