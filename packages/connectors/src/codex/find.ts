import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where a Codex was found, and through what. */
export interface FoundCodex {
  path: string;
  from: "ORBITDOCK_CODEX" | "PATH" | "package";
}

const targets: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
  "win32-arm64": "aarch64-pc-windows-msvc",
};

/**
 * The Codex to run: what `ORBITDOCK_CODEX` names, then `codex` on PATH, then the packages given.
 * Where PATH's `codex` is npm's Node shim, the native binary behind it: the shim costs a process
 * and does not pass every signal on.
 * @param packages directories of installed `@openai/codex` packages
 */
export function findCodex(
  env: Record<string, string | undefined>,
  packages: readonly string[],
): FoundCodex | undefined {
  const named = env["ORBITDOCK_CODEX"];
  if (named) return { path: named, from: "ORBITDOCK_CODEX" };
  const onPath = Bun.which("codex", { PATH: env["PATH"] ?? "" });
  if (onPath !== null) return { path: behindShim(onPath) ?? onPath, from: "PATH" };
  for (const directory of packages) {
    const path = nativeIn(directory);
    if (path) return { path, from: "package" };
  }
  return undefined;
}

/** The native binary of an installed `@openai/codex` package (laid out as its bin/codex.js finds it, 0.169). */
export function nativeIn(directory: string): string | undefined {
  const platform = `${process.platform}-${process.arch}`;
  const target = targets[platform];
  if (target === undefined) return undefined;
  const binary = process.platform === "win32" ? "codex.exe" : "codex";
  return [
    join(directory, "node_modules", "@openai", `codex-${platform}`),
    join(dirname(directory), `codex-${platform}`),
    directory,
  ]
    .map((home) => join(home, "vendor", target, "bin", binary))
    .find((path) => existsSync(path));
}

function behindShim(path: string): string | undefined {
  const real = realpathSync(path);
  if (real.endsWith(join("bin", "codex.js"))) return nativeIn(dirname(dirname(real)));
  // On Windows npm writes a .cmd beside the package instead of a link.
  if (real.endsWith(".cmd"))
    return nativeIn(join(dirname(real), "node_modules", "@openai", "codex"));
  return undefined;
}
