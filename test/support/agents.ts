import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The real Codex that the tests run, at the version pinned in tools/agents. */
export const codexPackage = fileURLToPath(
  new URL("../../tools/agents/node_modules/@openai/codex", import.meta.url),
);

if (!existsSync(codexPackage))
  throw new Error("These tests run the real Codex. Install it with: node tools/agents.mjs");
