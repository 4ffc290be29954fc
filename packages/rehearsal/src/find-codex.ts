import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const TARGETS: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
  "win32-arm64": "aarch64-pc-windows-msvc",
};

/**
 * The native binary that belongs to an installed `@openai/codex` package: it lies in the platform
 * package beside it (as the package's own bin/codex.js finds it, 0.169).
 * @param packageDir `…/node_modules/@openai/codex`
 * @returns undefined where there is none for this platform
 */
export function nativeCodex(
  packageDir: string,
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  const target = TARGETS[`${platform}-${arch}`];
  if (target === undefined) return undefined;
  const binary = platform === "win32" ? "codex.exe" : "codex";
  const platformPackage = `codex-${platform}-${arch}`;
  const homes = [
    join(dirname(packageDir), platformPackage),
    join(packageDir, "node_modules", "@openai", platformPackage),
    packageDir,
  ];
  return homes.map((home) => join(home, "vendor", target, "bin", binary)).find(existsSync);
}

/** Where a Codex binary was found, and how. */
export interface FoundCodex {
  path: string;
  from: "ORBITDOCK_CODEX" | "PATH" | "package";
}

/**
 * Finds the Codex to run: what `ORBITDOCK_CODEX` names, then `codex` on PATH, then the native
 * binary of the first package directory that has one.
 * @param packageDirs candidate `@openai/codex` directories
 * @throws if `ORBITDOCK_CODEX` names no file
 */
export function findCodex(
  packageDirs: readonly string[] = [],
  env: Record<string, string | undefined> = process.env,
): FoundCodex | undefined {
  const named = env["ORBITDOCK_CODEX"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return { path: named, from: "ORBITDOCK_CODEX" };
    throw new Error(`ORBITDOCK_CODEX names ${named}, and there is no such file. Unset or mend it.`);
  }
  const onPath = Bun.which("codex", { PATH: env["PATH"] ?? "" });
  if (onPath !== null) return { path: onPath, from: "PATH" };
  for (const dir of packageDirs) {
    const path = nativeCodex(dir);
    if (path !== undefined) return { path, from: "package" };
  }
  return undefined;
}
