import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say, stateDir } from "./root.mjs";

const UNOWNED_GRACE_MS = 5_000;

/**
 * Runs `work` while holding the lock directory `.orbitdock/locks/NAME`, so that two starts in one
 * checkout never install into the same folder at once. Waits for a living owner, takes over from a
 * dead one.
 */
export async function withLock(name, work) {
  const dir = join(stateDir, "locks", name);
  mkdirSync(join(stateDir, "locks"), { recursive: true });
  let told = false;
  while (!tryAcquire(dir)) {
    const owner = readOwner(dir);
    if (owner === "dead") takeAway(dir);
    else {
      if (!told) say(`Waiting for another run that is installing (process ${owner}).`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

function tryAcquire(dir) {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(join(dir, "pid"), String(process.pid));
  return true;
}

/** The owner's process id, "dead", or "unknown" while the owner has not written its id yet. */
function readOwner(dir) {
  try {
    const pid = Number(readFileSync(join(dir, "pid"), "utf8"));
    if (!pid) return ageMs(dir) > UNOWNED_GRACE_MS ? "dead" : "unknown";
    return isAlive(pid) ? pid : "dead";
  } catch {
    return ageMs(dir) > UNOWNED_GRACE_MS ? "dead" : "unknown";
  }
}

function ageMs(dir) {
  try {
    return Date.now() - statSync(dir).mtimeMs;
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Renaming is atomic: of several that see the dead owner, one removes the lock. */
function takeAway(dir) {
  const aside = `${dir}.${process.pid}`;
  try {
    renameSync(dir, aside);
  } catch {
    return;
  }
  // Between the look and the rename a third process may have taken the lock: give it back.
  if (readOwner(aside) === "dead") rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, dir);
}
