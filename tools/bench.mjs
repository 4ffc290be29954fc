// `npm run bench -- ARGS`: installs what is missing, then runs bench/main.ts ARGS.
import { join } from "node:path";
import { ensureAgents, pathWithAgents } from "./setup/agents.mjs";
import { bun, ensureBun } from "./setup/bun.mjs";
import { handOver } from "./setup/hand-over.mjs";
import { ensureInstalled } from "./setup/install.mjs";
import { fail, root } from "./setup/root.mjs";

try {
  await ensureInstalled("all");
  ensureBun();
  await ensureAgents();
} catch (error) {
  fail(error.message);
}
const env = { ...process.env, PATH: pathWithAgents("first") };
handOver(bun, [join(root, "bench", "main.ts"), ...process.argv.slice(2)], env);
