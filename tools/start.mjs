// `npm start -- FLAGS`: installs what serving needs where it is missing, then hands over to
// `orbitdock start FLAGS`. Runs on plain Node, before anything is installed.
import { join } from "node:path";
import { ensureAgents, isOnPath, pathWithAgents } from "./setup/agents.mjs";
import { bun, ensureBun } from "./setup/bun.mjs";
import { ensureBundle } from "./setup/bundle.mjs";
import { handOver } from "./setup/hand-over.mjs";
import { ensureInstalled } from "./setup/install.mjs";
import { fail, root, say } from "./setup/root.mjs";

const flags = process.argv.slice(2);
const env = { ...process.env };

try {
  await ensureInstalled("serve");
  ensureBun();
  ensureBundle();
  const named = env.ORBITDOCK_CODEX;
  if (flags.includes("--rehearsal") && !named && !isOnPath("codex")) {
    say("The rehearsal runs the real codex, and there is none on this machine's PATH.");
    await ensureAgents();
    env.PATH = pathWithAgents("last");
  }
} catch (error) {
  fail(error.message);
}

handOver(bun, [join(root, "packages", "cli", "src", "main.ts"), "start", ...flags], env);
