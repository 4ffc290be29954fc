import { fileURLToPath } from "node:url";

/** Builds the dashboard that servers serve. @throws with what the build said. */
export function buildDashboard(): void {
  const build = fileURLToPath(new URL("../../packages/web/build.ts", import.meta.url));
  const built = Bun.spawnSync([process.execPath, build]);
  if (!built.success) throw new Error(built.stderr.toString());
}
