import { dottedName } from "./code.ts";
import type { Code, Node } from "./code.ts";
import { isTest } from "./places.ts";
import type { Problem, Rule } from "./rule.ts";

const runners = new Set(["test", "it", "describe"]);
const sleeps = new Set(["setTimeout", "Bun.sleep", "Bun.sleepSync", "timers.setTimeout", "sleep"]);
const excuse = /\b(?:deadline|drives time)\b/;

/** Every test runs, and none passes because it waited long enough. */
export const testsRule: Rule = {
  name: "tests",
  explained: "CONTRIBUTING.md#tests",
  check: (tree) =>
    tree.files.filter(isTest).flatMap((file) => {
      const code = tree.code(file);
      return code.nodes.flatMap((node) => faults(file, node, code));
    }),
};

function faults(file: string, node: Node, code: Code): Problem[] {
  const line = code.lineAt(node.start);
  const name = dottedName(node.type === "CallExpression" ? node["callee"] : node);
  if (node.type === "MemberExpression") {
    const [runner = "", word = "", ...rest] = name?.split(".") ?? [];
    const left =
      runners.has(runner) && ["only", "skip", "todo"].includes(word) && rest.length === 0;
    return left ? [{ file, line, message: `has ${name} left in it` }] : [];
  }
  if (node.type !== "CallExpression" || !name || !sleeps.has(name)) return [];
  const lines = [line - 1, line, code.lineAt(node.end)];
  if (lines.some((at) => excuse.test(code.commentsOn(at)))) return [];
  const message =
    `${name}() sleeps: wait for the condition; if this is a deadline or drives time, ` +
    "say so in a comment beside it (`// deadline` or `// drives time`)";
  return [{ file, line, message }];
}
