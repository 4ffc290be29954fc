import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./install.mjs";
import { root, say } from "./root.mjs";

/** The pinned Bun; the npm package names its binary bun.exe on every platform. */
export const bun = join(root, "node_modules", "bun", "bin", "bun.exe");

const seenFile = join(root, "node_modules", ".orbitdock-bun");

/**
 * Makes sure that Bun really runs. Its package brings the binary in a postinstall script, which npm
 * may have been told to refuse; then the script is run here. A binary seen running is not run again.
 */
export function ensureBun() {
  const seen = readJson(seenFile);
  const now = identity();
  if (now && seen && seen.size === now.size && seen.mtimeMs === now.mtimeMs) return;
  if (!runs()) {
    say("Setting up Bun (its install script was not run by npm).");
    const script = join(root, "node_modules", "bun", "install.js");
    spawnSync(process.execPath, [script], { stdio: ["ignore", 2, 2] });
    if (!runs()) {
      throw new Error(
        "Bun does not run on this machine. Remove node_modules and run the same command again; " +
          `if it still fails, run \`node ${script}\` to see why.`,
      );
    }
  }
  writeFileSync(seenFile, JSON.stringify(identity()));
}

function runs() {
  return spawnSync(bun, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

function identity() {
  try {
    const { size, mtimeMs } = statSync(bun);
    return { size, mtimeMs };
  } catch {
    return null;
  }
}
