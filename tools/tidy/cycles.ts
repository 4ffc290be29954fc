import { isCode } from "./places.ts";
import { resolve } from "./resolve.ts";
import type { Problem, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

/**
 * No file imports itself by way of others, not for types either: two files that need each other are
 * one file in two pieces.
 */
export const cyclesRule: Rule = {
  name: "cycles",
  explained: "ARCHITECTURE.md#rooms",
  check: (tree) => findCycles(tree).map(describe),
};

function describe(cycle: readonly string[]): Problem {
  const [file = ""] = cycle;
  return { file, message: `imports itself: ${[...cycle, file].join(" → ")}` };
}

/** Depth first over all files; each cycle is told once, from the file where it was entered. */
function findCycles(tree: Tree): string[][] {
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at !== -1) cycles.push(path.slice(at));
    if (at !== -1 || done.has(file)) return;
    path.push(file);
    for (const next of importsOf(tree, file)) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of tree.files.filter(isCode)) visit(file);
  return cycles;
}

function importsOf(tree: Tree, file: string): string[] {
  return tree.code(file).imports.flatMap(({ from }) => {
    const target = resolve(tree, file, from);
    const path =
      target.kind === "file" ? target.path : target.kind === "room" ? target.entry : null;
    return path && isCode(path) && tree.files.includes(path) ? [path] : [];
  });
}
