import { dottedName } from "./code.ts";
import type { Code, Node } from "./code.ts";
import { isCode, isProduct, pureRooms, roomOf } from "./places.ts";
import type { Problem, Rule } from "./rule.ts";

/** Core and protocol know no clock, no chance, no I/O and nothing asynchronous. */
export const purityRule: Rule = {
  name: "pure rooms",
  explained: "ARCHITECTURE.md#pure-rooms",
  check: (tree) =>
    tree.files
      .filter((file) => isCode(file) && isProduct(file) && pureRooms.includes(roomOf(file) ?? ""))
      .flatMap((file) => impurities(file, tree.code(file))),
};

const forbiddenCalls = new Set([
  "Date",
  "fetch",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);
const forbiddenMembers = ["Date.now", "Math.random"];
const forbiddenObjects = ["console", "crypto", "globalThis", "performance", "process"];

function impurities(file: string, { nodes, lineAt }: Code): Problem[] {
  return nodes.flatMap((node) => {
    const what = impurity(node);
    return what ? [{ file, line: lineAt(node.start), message: `uses ${what}` }] : [];
  });
}

function impurity(node: Node): string | null {
  if (node["async"] === true || node.type === "AwaitExpression") return "async code";
  if (node.type === "NewExpression" && dottedName(node["callee"]) === "Date") {
    const given = node["arguments"];
    return Array.isArray(given) && given.length === 0 ? "new Date() without a time" : null;
  }
  if (node.type === "CallExpression") {
    const name = dottedName(node["callee"]);
    return name && forbiddenCalls.has(name) ? `${name}()` : null;
  }
  if (node.type !== "MemberExpression") return null;
  const name = dottedName(node);
  if (!name) return null;
  const forbidden =
    forbiddenMembers.includes(name) || forbiddenObjects.includes(name.split(".")[0] ?? "");
  return forbidden ? name : null;
}
