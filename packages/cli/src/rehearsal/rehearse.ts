import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  codexHome,
  demoFleet,
  demoRepository,
  registerDemoFleet,
  startScriptedModel,
} from "@orbitdock/rehearsal";
import { CliError } from "../cli-error.ts";
import { ensureToken, openHome, problemOf, runSupervisor } from "../server-start.ts";
import type { Home, ServerOptions } from "../server-start.ts";
import { openWire } from "../wire.ts";

/** Between two sessions of the demo: they come one after the other, as a person would start them. */
const BETWEEN_MS = 400;

/**
 * Runs the server with the real Codex and a scripted model, in a throw-away home, CODEX_HOME and git
 * repository, and starts the demo's sessions. Resolves with the exit code when the server has ended.
 * @throws CliError when there is no codex
 */
export async function rehearse(options: ServerOptions): Promise<number> {
  if (!process.env["ORBITDOCK_CODEX"] && Bun.which("codex") === null)
    throw new CliError(
      "failed",
      "The rehearsal runs the real codex, and there is none on PATH. Type: npm start -- --rehearsal (it fetches one), or: npm install -g @openai/codex",
    );
  const dir = mkdtempSync(join(tmpdir(), "orbitdock-rehearsal-"));
  const model = startScriptedModel();
  try {
    registerDemoFleet(model);
    const repository = join(dir, "harbor");
    await demoRepository(repository);
    const home = openHome(options.dataDir ?? join(dir, "home"));
    const codex = codexHome({ dir: join(dir, "codex"), modelUrl: model.url });
    process.stderr.write(
      `Rehearsal: the real codex, a scripted model, and everything thrown away at the end.\nIn another terminal: export ORBITDOCK_HOME=${home.dir}\n`,
    );
    return await runSupervisor({ ...options, keepAgents: false }, home, {
      env: { ...process.env, ...codex.env, ...scriptedClaude(dir, model.url) },
      onReady: (url) => void startFleet(url, home, repository),
    });
  } finally {
    await model.stop();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A Claude session of a rehearsal asks the scripted model as well, and leaves the user's home alone. */
function scriptedClaude(dir: string, modelUrl: string): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: "rehearsal",
    CLAUDE_CONFIG_DIR: join(dir, "claude"),
  };
}

async function startFleet(url: string, home: Home, repository: string): Promise<void> {
  try {
    const wire = await openWire({ url, token: ensureToken(home) });
    for (const { subdir, scenario: _played, name, ...demo } of demoFleet) {
      const founding = { ...demo, cwd: join(repository, subdir), name: inWords(name) };
      await wire.command({ type: "create_session", ...founding });
      await Bun.sleep(BETWEEN_MS);
    }
    wire.close();
  } catch (error) {
    // Stopped before the last one was started: nothing to tell.
    if ((await problemOf(url, 1_000)) !== null) return;
    const said = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The demo's sessions could not be started: ${said}\n`);
  }
}

/** `fix-flaky-retry` as a person would name a session: "Fix flaky retry". */
function inWords(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
