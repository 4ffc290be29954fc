import { posix } from "node:path";
import { roomOf } from "./places.ts";
import type { Tree } from "./tree.ts";

/** Where an import leads. */
export type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "room"; readonly room: string; readonly entry: string | null }
  | { readonly kind: "runtime" }
  | { readonly kind: "package"; readonly name: string };

/** Resolves an import of `file` as Bun and TypeScript do for this tree. */
export function resolve(tree: Tree, file: string, from: string): Target {
  if (from.startsWith(".")) {
    return { kind: "file", path: posix.normalize(posix.join(posix.dirname(file), from)) };
  }
  if (/^(?:node:|bun:|bun$)/.test(from)) return { kind: "runtime" };
  const room = /^@orbitdock\/([^/]+)(\/.+)?$/.exec(from);
  if (room?.[1]) return { kind: "room", room: room[1], entry: entryOf(tree, room[1], room[2]) };
  const name = from.startsWith("@") ? from.split("/").slice(0, 2).join("/") : from.split("/")[0];
  return { kind: "package", name: name ?? from };
}

function entryOf(tree: Tree, room: string, subpath = ""): string | null {
  const manifest = `packages/${room}/package.json`;
  if (!tree.files.includes(manifest)) return null;
  const exported: unknown = JSON.parse(tree.read(manifest)).exports?.[`.${subpath}`];
  return typeof exported === "string" ? posix.join("packages", room, exported) : null;
}

/** Whether a relative import of `file` stays inside its room; anyone may read our own version. */
export function staysInside(file: string, path: string): boolean {
  if (path === "package.json") return true;
  if (roomOf(file) || roomOf(path)) return roomOf(file) === roomOf(path);
  return !path.startsWith("..");
}
