/** Says when the installed Codex speaks otherwise than the committed types. Run by `npm run tidy`. */
import { codexForTypes, committedDigest, generate, regenerate } from "./generate-codex-types.ts";

const codex = codexForTypes();
if (codex === undefined) {
  console.log(
    "packages/connectors: the Codex types could not be compared, because no codex is installed here. To install the pinned one: node tools/agents.mjs",
  );
  process.exit(process.env["CI"] === "true" ? 1 : 0);
}
const { version, digest } = generate(codex);
if (digest !== committedDigest()) {
  console.error(
    `packages/connectors: THE CODEX TYPES ARE NOT CURRENT. ${version} (${codex}) speaks otherwise than packages/connectors/src/codex/generated/protocol.ts.\nRun: ${regenerate}\nThen type-check: what no longer fits is what changed in Codex.`,
  );
  process.exit(1);
}
