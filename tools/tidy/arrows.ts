import { arrows, isCode, isGenerated, isProduct, portableRooms, roomOf } from "./places.ts";
import { resolve, staysInside } from "./resolve.ts";
import type { Problem, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

/** Rooms import only the rooms below them, and by name. */
export const arrowsRule: Rule = {
  name: "arrows",
  explained: "ARCHITECTURE.md#rooms",
  check: (tree) => [...unknownRooms(tree), ...forEachImport(tree, brokenArrow)],
};

/** Code that runs in a browser, or anywhere, imports nothing of Node or Bun. */
export const portableRule: Rule = {
  name: "portable rooms",
  explained: "ARCHITECTURE.md#rooms",
  check: (tree) => [...forEachImport(tree, brokenPortability), ...bunGlobals(tree)],
};

/** What a package imports is declared where it is used, not found by luck of hoisting. */
export const declaredRule: Rule = {
  name: "declared dependencies",
  explained: "ARCHITECTURE.md#dependencies",
  check: (tree) => forEachImport(tree, undeclared),
};

type ImportCheck = (tree: Tree, file: string, from: string) => string | null;

function forEachImport(tree: Tree, check: ImportCheck): Problem[] {
  return tree.files
    .filter((file) => isCode(file) && !isGenerated(file))
    .flatMap((file) =>
      tree.code(file).imports.flatMap(({ from, line }) => {
        const message = check(tree, file, from);
        return message ? [{ file, line, message }] : [];
      }),
    );
}

function unknownRooms(tree: Tree): Problem[] {
  return tree.files
    .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))
    .filter((file) => !Object.hasOwn(arrows, roomOf(file) ?? ""))
    .map((file) => ({ file, message: `is a room without arrows: add it to tools/tidy/places.ts` }));
}

function brokenArrow(tree: Tree, file: string, from: string): string | null {
  const target = resolve(tree, file, from);
  if (target.kind === "file") {
    if (!staysInside(file, target.path)) return `reaches into another room: ${from}`;
    if (isProduct(file) && !isProduct(target.path) && isCode(target.path)) {
      return `product code imports test support: ${from}`;
    }
    return null;
  }
  if (target.kind !== "room") return null;
  const room = roomOf(file);
  if (file.startsWith("tools/")) return `tools import nothing of ours: ${from}`;
  if (room === null) return null;
  if (target.room === room) return `imports its own room by name: ${from}`;
  const allowed = arrows[room] ?? [];
  const support = target.entry !== null && !isProduct(target.entry);
  if (isProduct(file) && support) return `product code imports test support: ${from}`;
  if (allowed.includes(target.room)) return null;
  // Only tests: they play the model with the rehearsal, and share what other rooms offer to tests.
  if (!isProduct(file) && (support || target.room === "rehearsal")) return null;
  const list = allowed.length > 0 ? allowed.join(", ") : "no other room";
  return `${room} may import ${list}, not ${target.room}`;
}

function brokenPortability(tree: Tree, file: string, from: string): string | null {
  if (!isProduct(file) || !portableRooms.includes(roomOf(file) ?? "")) return null;
  return resolve(tree, file, from).kind === "runtime" ? `imports ${from}` : null;
}

function bunGlobals(tree: Tree): Problem[] {
  return tree.files
    .filter((file) => isCode(file) && isProduct(file) && portableRooms.includes(roomOf(file) ?? ""))
    .flatMap((file) => {
      const { nodes, lineAt } = tree.code(file);
      return nodes
        .filter((node) => node.type === "Identifier" && node["name"] === "Bun")
        .map((node) => ({ file, line: lineAt(node.start), message: "uses the global Bun" }));
    });
}

function undeclared(tree: Tree, file: string, from: string): string | null {
  const target = resolve(tree, file, from);
  if (target.kind !== "package") return null;
  const room = roomOf(file);
  const manifests = room ? [`packages/${room}/package.json`, "package.json"] : ["package.json"];
  if (manifests.some((manifest) => declares(tree, manifest, target.name))) return null;
  return `imports ${target.name}, which ${manifests[0]} does not declare`;
}

function declares(tree: Tree, manifest: string, name: string): boolean {
  if (!tree.files.includes(manifest)) return false;
  const { dependencies, devDependencies } = JSON.parse(tree.read(manifest));
  return name in { ...dependencies, ...devDependencies };
}
