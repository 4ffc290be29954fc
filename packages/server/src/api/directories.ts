import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { CommandRejected } from "./command-rejected.ts";

/** Directories offered to complete what was typed. */
const mostOffered = 50;

/**
 * The absolute path of a directory that a person named.
 * @throws CommandRejected when there is no such directory.
 */
export async function directoryAt(path: string): Promise<string> {
  const absolute = absolutePath(path);
  const found = await stat(absolute).catch(() => null);
  if (found?.isDirectory()) return absolute;
  throw new CommandRejected(
    "invalid_argument",
    found ? `${absolute} is not a directory.` : `There is no directory ${absolute}.`,
  );
}

/** Directories that begin with what was typed; hidden ones only when their dot was typed. */
export async function completions(prefix: string): Promise<{ path: string; git: boolean }[]> {
  const absolute = absolutePath(prefix);
  const inside = prefix === "" || /[\\/]$/.test(prefix) || prefix === "~";
  const parent = inside ? absolute : dirname(absolute);
  const begin = inside ? "" : basename(absolute).toLowerCase();
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => name.toLowerCase().startsWith(begin))
    .filter((name) => begin.startsWith(".") || !name.startsWith("."))
    .toSorted((a, b) => a.localeCompare(b))
    .slice(0, mostOffered)
    .map((name) => {
      const path = join(parent, name);
      return { path, git: isRepository(path) };
    });
}

export function isRepository(path: string): boolean {
  return existsSync(join(path, ".git"));
}

/** The branch that is checked out at or above a directory; null where there is none. */
export async function gitBranch(directory: string): Promise<string | null> {
  for (let at = directory; ; at = dirname(at)) {
    const head = await gitHead(join(at, ".git"));
    if (head !== null) return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null;
    if (dirname(at) === at) return null;
  }
}

async function gitHead(dotGit: string): Promise<string | null> {
  const head = await readFile(join(dotGit, "HEAD"), "utf8").catch(() => null);
  if (head !== null) return head;
  // In a worktree .git is a file that names the real directory.
  const link = await readFile(dotGit, "utf8").catch(() => null);
  const target = link === null ? null : /^gitdir: (.+)$/m.exec(link)?.[1];
  if (!target) return null;
  return readFile(join(resolve(dirname(dotGit), target), "HEAD"), "utf8").catch(() => null);
}

function absolutePath(path: string): string {
  if (path === "~" || /^~[\\/]/.test(path)) return join(homedir(), path.slice(1));
  if (isAbsolute(path)) return resolve(path);
  throw new CommandRejected("invalid_argument", `Give a full path, not "${path}".`);
}
