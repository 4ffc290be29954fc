import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import start from "./migrations/0001_start.sql" with { type: "text" };
import { DatabaseProblem } from "./problem.ts";

/** In order; the version of a database is how many of them it has seen. A shipped one is never edited. */
export const migrations: readonly string[] = [start];

/** "ODOC": tells our file from any other SQLite database. */
const applicationId = 0x4f444f43;

/**
 * Brings a database up to the newest version, all in one transaction. A database with content is
 * first copied to `<path>.before-<version>`; a copy that is already there is the older truth and stays.
 * @throws DatabaseProblem when the database is of a newer OrbitDock or of another program.
 */
export function migrate(db: Database, path: string, steps: readonly string[] = migrations): void {
  const version = pragma(db, "user_version");
  if (version === steps.length) return;
  if (version > steps.length) {
    throw new DatabaseProblem({
      kind: "newer",
      problem: `${path} was written by a newer OrbitDock (its version is ${version}, this one knows ${steps.length}).`,
      hint: "Start the newer OrbitDock, or choose another place with --data-dir.",
    });
  }
  const tables = db.query<{ count: number }, []>("SELECT count(*) AS count FROM sqlite_schema");
  if (version === 0 && (tables.get()?.count ?? 0) > 0) {
    throw new DatabaseProblem({
      kind: "foreign",
      problem: `${path} is a database of another program.`,
      hint: "Move the file away, or choose another place with --data-dir.",
    });
  }
  const copy = `${path}.before-${steps.length}`;
  if (version > 0 && !existsSync(copy)) db.run("VACUUM INTO ?", [copy]);
  db.transaction(() => {
    for (const step of steps.slice(version)) db.run(step);
    db.run(`PRAGMA application_id = ${applicationId}`);
    db.run(`PRAGMA user_version = ${steps.length}`);
  }).immediate();
}

function pragma(db: Database, name: string): number {
  const row = db.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return row?.[name] ?? 0;
}
