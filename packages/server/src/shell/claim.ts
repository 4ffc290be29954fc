import { Database } from "bun:sqlite";
import { HomeError } from "./home.ts";
import type { Home } from "./home.ts";

/** The right to be the one server of a home, until released or until this process is gone. */
export interface Claim {
  release(): void;
}

/**
 * Claims the home for this process. The lock is the operating system's, by way of SQLite, so one
 * that was killed leaves nothing behind to clean up.
 * @throws HomeError when another server has it.
 */
export function claimHome(home: Home): Claim {
  const lock = new Database(home.claimFile, { create: true });
  try {
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    throw new HomeError(
      `Another OrbitDock server uses ${home.dir}. Stop it with \`orbitdock stop\`, or choose another directory with --data-dir.`,
    );
  }
  return { release: () => lock.close() };
}
