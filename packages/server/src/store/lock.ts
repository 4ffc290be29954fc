import { Database } from "bun:sqlite";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseProblem, problemOf } from "./problem.ts";

/**
 * Makes this process the only server on a database. The lock is a lock of SQLite on a file beside
 * it, which the system lets go of when the process dies, however it dies: it cannot be left behind.
 * @returns a function that lets go.
 * @throws DatabaseProblem of kind `held`, naming the process, or what the system says.
 */
export function lockDatabase(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lockPath = `${path}.lock`;
  const pidPath = `${path}.pid`;
  const lock = new Database(lockPath, { readwrite: true, create: true });
  try {
    lock.run("BEGIN EXCLUSIVE");
    writeFileSync(pidPath, String(process.pid), { mode: 0o600 });
  } catch (error) {
    lock.close();
    if (problemOf(error, path).kind !== "busy") throw error;
    throw new DatabaseProblem({
      kind: "held",
      problem: `${path} is in use by another OrbitDock server (${holder(pidPath)}).`,
      hint: "Use the server that runs, stop it, or choose another place with --data-dir.",
    });
  }
  return () => {
    rmSync(pidPath, { force: true });
    // Closing alone may keep the connection, and the lock, until statements are collected.
    lock.run("ROLLBACK");
    lock.close();
  };
}

function holder(pidPath: string): string {
  try {
    return `process ${readFileSync(pidPath, "utf8").trim()}`;
  } catch {
    return "its process is not known";
  }
}
