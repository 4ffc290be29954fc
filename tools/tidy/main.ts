// Checks the rules about the tree, prints what breaks them and the figures on file length.
import { dirname } from "node:path";
import { lengthFigures } from "./length.ts";
import { rules } from "./rules.ts";
import { openTree } from "./tree.ts";

const tree = openTree(dirname(dirname(import.meta.dir)));
let broken = 0;
for (const { name, explained, check } of rules) {
  for (const { file, line, message } of await check(tree)) {
    broken += 1;
    console.log(`${file}${line ? `:${line}` : ""} ${message}`);
    console.log(`    rule: ${name}, explained in ${explained}`);
  }
}
for (const figure of lengthFigures(tree)) console.log(figure);
console.log(broken === 0 ? `tidy: all ${rules.length} rules hold` : `tidy: ${broken} problems`);
process.exitCode = broken === 0 ? 0 : 1;
