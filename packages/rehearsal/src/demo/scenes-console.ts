import { LONG_ANSWER } from "./long-answer.ts";
import { answer, note, patch, run, scene, think } from "./phrases.ts";
import type { DemoSession } from "./phrases.ts";

const cleanBuild: DemoSession = {
  name: "clean-build",
  provider: "codex",
  prompt: "The console still serves legacy-table.mjs. Clean the build output and build again.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "web/console",
  scenario: scene(
    15_900,
    { items: [run("ls -l dist && cat dist/manifest.json && git status --short --ignored .")] },
    {
      items: [
        think(
          "**A stale file**\n\nThe build only ever writes, so a module that is gone from src stays in " +
            "dist. dist is ignored by git, so deleting it loses nothing that cannot be built.",
        ),
        note(
          "`legacy-table.mjs` is from an older build, and nothing cleans `dist`. I delete it first.",
        ),
        run("rm -rf dist"),
      ],
    },
    {
      items: [run("node scripts/build.mjs && ls dist")],
      declined: [
        answer(
          "`dist` is untouched. The stale file alone would do as well:\n\n" +
            "```sh\nrm dist/legacy-table.mjs\n```",
        ),
      ],
    },
    {
      items: [
        answer(
          "Built from clean: `dist` holds `format.mjs`, `index.mjs` and the manifest, and " +
            "`legacy-table.mjs` is gone. To keep it so, let the build delete `dist` before it writes.",
        ),
      ],
    },
  ),
};

const webhookDocs: DemoSession = {
  name: "webhook-docs",
  provider: "codex",
  prompt: "Write the missing parts of docs/webhooks.md: retries, signatures, ordering.",
  approval_policy: "never",
  sandbox_mode: "danger-full-access",
  subdir: "docs",
  scenario: scene(
    49_600,
    { items: [run("cat webhooks.md && sleep 1 && cat ../services/payments/src/retry.mjs")] },
    {
      items: [
        note("The retry times come from the code, so the page cannot promise something else."),
        patch(
          "*** Update File: webhooks.md",
          "@@",
          "-TODO: retries, signatures, ordering.",
          "+## Retries",
          "+",
          "+An answer outside 200 to 299, or none within 10 seconds, is tried again three times, each",
          "+time after twice the wait. Answer first, work afterwards.",
          "+",
          "+## Signatures",
          "+",
          "+`harbor-signature` is the HMAC-SHA256 of the raw body under your endpoint's secret, in hex.",
          "+Compare it in constant time, and before you parse the body.",
          "+",
          "+## Ordering",
          "+",
          "+Events may arrive twice or out of order. `seq` grows by one per tenant: drop what you have",
          "+seen, and fetch what is missing.",
        ),
      ],
    },
    {
      items: [
        think("**Shape of the answer**\n\nA partner's developer wants code that can be pasted."),
        answer(LONG_ANSWER),
      ],
    },
  ),
};

export const CONSOLE_SCENES: DemoSession[] = [cleanBuild, webhookDocs];
