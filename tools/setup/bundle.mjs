import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bun } from "./bun.mjs";
import { root, say } from "./root.mjs";

const web = join(root, "packages", "web");
const script = join(web, "build.ts");
const stampFile = join(web, "dist", ".built-from");
const inputs = ["packages/web", "packages/client", "packages/protocol", "package-lock.json"];

/** Builds the dashboard's bundle into packages/web/dist when its sources changed since the last. */
export function ensureBundle() {
  if (!existsSync(script)) return;
  const before = fingerprint();
  if (before === readStamp()) return;
  const started = Date.now();
  const built = spawnSync(bun, [script], { cwd: root, stdio: ["ignore", "pipe", 2] });
  if (built.status !== 0) {
    throw new Error(`The dashboard did not build (${built.status ?? built.signal}), see above.`);
  }
  mkdirSync(join(web, "dist"), { recursive: true });
  writeFileSync(stampFile, before);
  say(`Built the dashboard in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function readStamp() {
  try {
    return readFileSync(stampFile, "utf8");
  } catch {
    return null;
  }
}

/** Name, size and time of every input: reading them all would cost more than it tells. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const input of inputs) add(hash, input);
  return hash.digest("hex");
}

function add(hash, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isFile()) {
    if (!/\.test\.(?:tsx?|mjs)$/.test(path))
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(root, path)).toSorted()) {
    if (name !== "node_modules" && name !== "dist") add(hash, `${path}/${name}`);
  }
}
