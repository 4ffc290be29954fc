import { Database } from "bun:sqlite";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { migrate } from "./migrate.ts";
import { problemOf } from "./problem.ts";
import { restore } from "./restore.ts";
import type { OpenReport, OpenRequest, Problem } from "./rows.ts";
import { salvage } from "./salvage.ts";

/** An open database and the file it was when it was opened. */
export interface OpenFile {
  db: Database;
  path: string;
  inode: string;
}

/**
 * Opens the database, brings it up to date and reads what a start needs. A damaged one is moved
 * aside, what can be read of it is kept, and `notice` says so.
 * @throws DatabaseProblem or what SQLite and the system say.
 */
export function openFile(request: OpenRequest): OpenReport & { file: OpenFile } {
  try {
    if (!request.damaged) return { ...openOnce(request), notice: null };
  } catch (error) {
    if (problemOf(error, request.path).kind !== "corrupt") throw error;
  }
  const aside = moveAside(request);
  const opened = openOnce(request);
  const kept = salvage(opened.file.db, aside);
  const notice: Problem = {
    kind: "corrupt",
    problem: `The database was damaged and was moved to ${aside}. ${kept.sessions} sessions and ${kept.messages} messages could be read from it and are kept.`,
    hint: "Keep the moved file until you are sure that nothing is missed; a disk check is a good idea.",
  };
  return { file: opened.file, restored: restore(opened.file.db, request.now), notice };
}

function openOnce({ path, now }: OpenRequest): Omit<OpenReport, "notice"> & { file: OpenFile } {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Transcripts are private: made here for their mode, which SQLite's own files beside it follow.
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  const db = new Database(path, { readwrite: true, create: true, strict: true });
  try {
    db.run("PRAGMA busy_timeout = 2000");
    db.run("PRAGMA journal_mode = WAL");
    db.run("PRAGMA foreign_keys = ON");
    db.run("PRAGMA temp_store = MEMORY");
    db.run(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
    migrate(db, path);
    return { file: { db, path, inode: inodeOf(path) }, restored: restore(db, now) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function inodeOf(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}:${ino}`;
}

function moveAside({ path, now }: OpenRequest): string {
  const aside = `${path}.corrupt-${now.replaceAll(/[:.]/g, "-")}`;
  for (const part of ["", "-wal", "-shm"])
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  return aside;
}

/**
 * Whether the file at the path is still the one that is open. A deleted file goes on taking writes
 * that nobody will ever read again, and says nothing.
 */
export function isInPlace({ path, inode }: OpenFile): boolean {
  try {
    return inodeOf(path) === inode;
  } catch {
    return false;
  }
}

/** Closes the database and writes it to its path again, where its file was deleted under it. */
export function putBack({ db, path }: OpenFile): void {
  const copy = `${path}.rescued`;
  try {
    if (existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(copy, { force: true });
    closeSync(openSync(copy, "a", 0o600));
    db.run("VACUUM INTO ?", [copy]);
  } finally {
    db.close();
  }
  // A log of the deleted file must not be taken for one of the copy.
  for (const part of ["-wal", "-shm"]) rmSync(path + part, { force: true });
  renameSync(copy, path);
}
