import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { hashOf, readJson } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { npmCi } from "./npm.mjs";
import { root, say } from "./root.mjs";

const home = join(root, "tools", "agents");
const stampFile = join(home, "node_modules", ".orbitdock-stamp");

/** Where the pinned agents' commands are once installed. */
export const agentsBin = join(home, "node_modules", ".bin");

/** The names of the commands that tools/agents brings. */
export const agentNames = ["codex"];

/**
 * Installs the agents at the versions pinned in tools/agents when they are missing or stale, and
 * sees each of them run once.
 */
export async function ensureAgents() {
  if (isCurrent()) return;
  await withLock("agents", async () => {
    if (isCurrent()) return;
    const { dependencies } = readJson(join(home, "package.json"));
    const list = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
    say(`Installing the agents that tests and the rehearsal use (${list.join(", ")}).`);
    say("They are hundreds of MB; this happens once.");
    await npmCi(home, ["--include=optional"], "the agents");
    for (const name of agentNames) versionOf(join(agentsBin, name));
    writeFileSync(stampFile, JSON.stringify({ lock: lockHash() }));
  });
}

/** `PATH` with the pinned agents before (tests) or after (people) what the user has installed. */
export function pathWithAgents(order) {
  const path = process.env.PATH ?? "";
  return order === "first" ? agentsBin + delimiter + path : path + delimiter + agentsBin;
}

/** What `command --version` prints; throws where it does not run. */
export function versionOf(command) {
  const ran = spawnSync(command, ["--version"], {
    encoding: "utf8",
    timeout: 30_000,
    shell: process.platform === "win32",
  });
  if (ran.status !== 0) {
    throw new Error(
      `${command} does not run: ${ran.error?.message ?? (ran.stderr.trim() || ran.signal)}`,
    );
  }
  return ran.stdout.trim();
}

/** Whether the user's own command of that name runs. */
export function isOnPath(name) {
  try {
    versionOf(name);
    return true;
  } catch {
    return false;
  }
}

function isCurrent() {
  return readJson(stampFile)?.lock === lockHash();
}

function lockHash() {
  return hashOf(join(home, "package-lock.json"));
}
