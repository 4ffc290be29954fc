// `npm run tidy`: installs what is missing, then runs the checks of tools/tidy.
import { join } from "node:path";
import { pathWithAgents } from "./setup/agents.mjs";
import { bun, ensureBun } from "./setup/bun.mjs";
import { handOver } from "./setup/hand-over.mjs";
import { ensureInstalled } from "./setup/install.mjs";
import { fail, root } from "./setup/root.mjs";

try {
  await ensureInstalled("all");
  ensureBun();
} catch (error) {
  fail(error.message);
}
const env = { ...process.env, PATH: pathWithAgents("first") };
handOver(bun, [join(root, "tools", "tidy", "main.ts"), ...process.argv.slice(2)], env);
