// `node tools/agents.mjs`: installs the real agents at their pinned versions and says where.
import { join } from "node:path";
import { agentNames, agentsBin, ensureAgents } from "./setup/agents.mjs";
import { fail } from "./setup/root.mjs";

try {
  await ensureAgents();
} catch (error) {
  fail(error.message);
}
for (const name of agentNames) console.log(`${name} ${join(agentsBin, name)}`);
