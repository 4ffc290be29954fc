import { spawn } from "node:child_process";
import type { ProviderInfo } from "@orbitdock/protocol";
import { findCodex, type FoundCodex } from "./find.ts";

/** The oldest Codex whose app-server speaks as the generated types say, as far as we use them. */
export const oldestVersion = "0.169.0";
export const installHint = "Install or update it: npm install -g @openai/codex@latest";

const patienceMs = 5_000;

/** Where Codex is, whether it runs, and whether it is new enough. Never throws. */
export async function detectCodex(
  env: Record<string, string | undefined>,
  packages: readonly string[],
): Promise<{ info: ProviderInfo; found: FoundCodex | undefined }> {
  const found = findCodex(env, packages);
  const info = (
    facts: Partial<ProviderInfo>,
  ): { info: ProviderInfo; found: FoundCodex | undefined } => ({
    info: {
      provider: "codex",
      available: false,
      version: null,
      path: found?.path ?? null,
      problem: null,
      hint: null,
      ...facts,
    },
    found,
  });
  if (!found) return info({ problem: "Codex is not installed.", hint: installHint });
  const ran = await firstLine(found.path, ["--version"], env);
  const version = /\b(\d+\.\d+\.\d+\S*)/.exec(ran.out)?.[1] ?? null;
  if (ran.problem !== null || version === null) {
    const why = ran.problem ?? `it printed ${JSON.stringify(ran.out.slice(0, 100))}`;
    const hint =
      found.from === "ORBITDOCK_CODEX"
        ? "Let ORBITDOCK_CODEX name a codex that runs, or unset it."
        : installHint;
    return info({ problem: `Codex at ${found.path} does not run: ${why}.`, hint });
  }
  if (isOlder(version, oldestVersion))
    return info({
      version,
      problem: `Codex ${version} is too old: OrbitDock needs ${oldestVersion} or newer.`,
      hint: installHint,
    });
  return info({ available: true, version });
}

/** Whether a version comes before another; a pre-release counts as the release it leads to. */
export function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split(/[.+-]/, 3).map(Number));
  for (let at = 0; at < 3; at++) {
    const [mine = 0, other = 0] = [left?.[at], right?.[at]];
    if (mine !== other) return mine < other;
  }
  return false;
}

function firstLine(
  command: string,
  args: string[],
  env: Record<string, string | undefined>,
): Promise<{ out: string; problem: string | null }> {
  return new Promise((resolve) => {
    let out = "";
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "ignore"],
      timeout: patienceMs,
      killSignal: "SIGKILL",
    });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (out.length < 1000) out += chunk;
    });
    child.once("error", (error) => resolve({ out, problem: error.message }));
    child.once("close", (code, signal) => {
      const how = signal === null ? `it ended with ${code}` : `it took over ${patienceMs / 1000} s`;
      resolve({ out: out.trim(), problem: code === 0 ? null : how });
    });
  });
}
