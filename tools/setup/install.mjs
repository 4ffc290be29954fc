import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { npmCi } from "./npm.mjs";
import { root, say } from "./root.mjs";

const stampFile = join(root, "node_modules", ".orbitdock-stamp");

/**
 * Makes sure that node_modules is there and agrees with package-lock.json. `want` is "serve" (what
 * `npm start` needs) or "all" (with what checks and tests need). Development packages that are
 * already installed stay.
 */
export async function ensureInstalled(want) {
  if (covers(readStamp(), want)) return;
  await withLock("install", async () => {
    const stamp = readStamp();
    if (covers(stamp, want)) return;
    const hidden = readJson(join(root, "node_modules", ".package-lock.json"));
    const kind = want === "all" || stamp?.kind === "all" || holdsDev(hidden) ? "all" : "serve";
    if (!agrees(hidden, kind)) await install(kind, hidden !== null);
    writeFileSync(stampFile, JSON.stringify({ lock: lockHash(), kind }));
  });
}

async function install(kind, again) {
  const what = kind === "all" ? "everything that tests need" : "what serving needs";
  say(`${again ? "package-lock.json has changed" : "First run"}: installing ${what}.`);
  // Said explicitly, because NODE_ENV=production would leave the development packages out.
  await npmCi(root, [kind === "all" ? "--include=dev" : "--omit=dev", "--include=optional"], what);
}

function covers(stamp, want) {
  return stamp?.lock === lockHash() && (stamp.kind === "all" || stamp.kind === want);
}

let hash;
function lockHash() {
  hash ??= hashOf(join(root, "package-lock.json"));
  return hash;
}

/** SHA-256 of a file, in hex. */
export function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function readStamp() {
  return readJson(stampFile);
}

/** The parsed file, or null where it is missing or not JSON. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function holdsDev(hidden) {
  return Object.values(hidden?.packages ?? {}).some((entry) => entry.dev);
}

/**
 * Whether what npm wrote down as installed holds every package of the lock file: true after a
 * developer's own `npm install`, which knows nothing of our stamp. Optional packages are left out
 * of the comparison, because those of other platforms are never installed.
 */
function agrees(hidden, kind) {
  if (!hidden) return false;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (!path.includes("node_modules/") || entry.optional || entry.devOptional) return true;
    if (kind === "serve" && entry.dev) return true;
    const there = hidden.packages?.[path];
    return there?.version === entry.version && there?.link === entry.link;
  });
}
