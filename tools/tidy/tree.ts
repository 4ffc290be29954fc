import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCode } from "./code.ts";
import type { Code } from "./code.ts";

/** A checkout, or a fixture that looks like one. */
export type Tree = {
  readonly root: string;
  /** Every file that is ours, by path from the root with forward slashes, sorted. */
  readonly files: readonly string[];
  readonly read: (path: string) => string;
  /** The parsed module of a TypeScript or JavaScript file; parsed once. */
  readonly code: (path: string) => Code;
};

const skippedFolders = new Set([
  "node_modules",
  ".git",
  "dist",
  "coverage",
  ".orbitdock",
  "results",
]);

export function openTree(root: string): Tree {
  const texts = new Map<string, string>();
  const modules = new Map<string, Code>();
  const read = (path: string): string => {
    const text = texts.get(path) ?? readFileSync(join(root, path), "utf8");
    texts.set(path, text);
    return text;
  };
  const code = (path: string): Code => {
    const module = modules.get(path) ?? parseCode(path, read(path));
    modules.set(path, module);
    return module;
  };
  return { root, files: listFiles(root, ""), read, code };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(root, path);
      return entry.isFile() ? [path] : [];
    });
}

/** Whether the tree has that path; also for folders and for files the tree does not list. */
export function has(tree: Tree, path: string): boolean {
  return existsSync(join(tree.root, path));
}
