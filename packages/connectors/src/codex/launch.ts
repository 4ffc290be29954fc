import { mkdirSync, realpathSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join, relative } from "node:path";
import type { LaunchSpec } from "../connector.ts";

/**
 * How one app-server for all threads is started. It gets the server's own environment, so that
 * CODEX_HOME, proxies and the like work as their users know them.
 */
export function launchSpec(
  command: string,
  env: Record<string, string | undefined>,
  home: string = homedir(),
): LaunchSpec {
  const known = Object.entries(env).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return {
    command,
    args: ["app-server"],
    cwd: home,
    env: { ...Object.fromEntries(known), ...tempDir(env) },
  };
}

/**
 * Codex 0.169 cannot start its sandbox launcher where CODEX_HOME lies under the temp dir: it is told
 * of a temp dir inside CODEX_HOME then.
 */
function tempDir(env: Record<string, string | undefined>): { TMPDIR?: string } {
  const codexHome = env["CODEX_HOME"];
  if (!codexHome) return {};
  if (!isUnder(real(codexHome), real(env["TMPDIR"] ?? tmpdir()))) return {};
  const dir = join(real(codexHome), "tmp");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return { TMPDIR: dir };
}

function isUnder(path: string, above: string): boolean {
  const way = relative(above, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}

/** Without symbolic links where it exists (macOS' temp dir is one). */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
