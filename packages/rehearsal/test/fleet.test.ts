/** The demo's fleet, every scene of it, in the demo's repository and on the real codex. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoFleet, demoRepository, registerDemoFleet } from "../src/index.ts";
import type { DemoSession } from "../src/index.ts";
import { all, completed, ending, startRig } from "./codex-driver.ts";
import type { Message, Rig } from "./codex-driver.ts";

const ASKED: Record<string, string[]> = {
  "idempotent-refunds": ["fileChange/requestApproval", "commandExecution/requestApproval"],
  "apply-migrations": ["commandExecution/requestApproval"],
  "clean-build": ["commandExecution/requestApproval"],
  "session-store": ["tool/requestUserInput"],
};

const FIRST_OPTIONS = (request: Message) => {
  const asked: { id: string; options: { label: string }[] }[] = request["params"].questions;
  const answers = asked.map(({ id, options }) => [id, { answers: [options[0]?.label] }]);
  return { answers: Object.fromEntries(answers) };
};

const run = (rig: Rig, repository: string, session: DemoSession) =>
  rig
    .startThread({
      cwd: join(repository, session.subdir),
      approvalPolicy: session.approval_policy,
      sandbox: session.sandbox_mode,
    })
    .then((thread) => rig.runTurn(thread, session.prompt));

async function troupe() {
  const repository = mkdtempSync(join(tmpdir(), "harbor-"));
  await demoRepository(repository);
  const rig = await startRig({ speed: 50 });
  registerDemoFleet(rig.model);
  return { rig, repository };
}

describe("with everything allowed", () => {
  const played = new Map<string, Message[]>();
  let rig: Rig;
  let repository: string;
  beforeAll(async () => {
    ({ rig, repository } = await troupe());
    rig.answerWith((request) =>
      request["method"] === "item/tool/requestUserInput"
        ? FIRST_OPTIONS(request)
        : { decision: "accept" },
    );
    const runs = demoFleet.map(async (session) => {
      played.set(session.name, await run(rig, repository, session));
    });
    await Promise.all(runs);
  }, 60_000);
  afterAll(async () => {
    await rig?.stop();
    rmSync(repository, { recursive: true, force: true });
  });

  for (const { name, scenario } of demoFleet) {
    test(name, () => {
      const messages = played.get(name) ?? [];
      const limited = scenario.responses.some((response) => response.error);
      expect(ending(messages)).toBe(limited ? "failed" : "completed");

      const asked = messages.filter((m) => m["id"] !== undefined).map((m) => m["method"]);
      expect(asked).toEqual((ASKED[name] ?? []).map((method) => `item/${method}`));

      const items = scenario.responses.flatMap((response) => response.items ?? []);
      const ran = completed(messages, "commandExecution");
      const commands = items.filter((i) => i.type === "call" && i.name === "exec_command");
      expect(ran).toHaveLength(commands.length);
      for (const command of ran) expect(command).toMatchObject({ exitCode: 0 });

      const patched = completed(messages, "fileChange");
      expect(patched).toHaveLength(items.filter((i) => i.type === "patch").length);
      for (const change of patched) expect(change).toMatchObject({ status: "completed" });

      const plans = items.filter((i) => i.type === "call" && i.name === "update_plan");
      expect(all(messages, "turn/plan/updated").length).toBe(plans.length);
      expect(completed(messages, "reasoning")).toHaveLength(
        items.filter((i) => i.type === "reasoning").length,
      );
      expect(all(messages, "thread/tokenUsage/updated").length).toBeGreaterThan(0);
    });
  }

  test("the work is really done", () => {
    const read = (path: string) => readFileSync(join(repository, path), "utf8");
    expect(read("services/accounts/src/tenants.mjs")).not.toContain("org_id");
    expect(read("services/payments/src/retry.mjs")).toContain("sleep = pause");
    expect(read("docs/webhooks.md")).toContain("## Signatures");
    expect(existsSync(join(repository, "web/console/dist/legacy-table.mjs"))).toBe(false);
    expect(existsSync(join(repository, "web/console/dist/index.mjs"))).toBe(true);
  });

  test("the flaky test is steady afterwards", () => {
    const loops = completed(played.get("fix-flaky-retry") ?? [], "commandExecution");
    expect(loops.at(-1)?.["aggregatedOutput"]).toBe("ok\n".repeat(10));
  });

  test("a second prompt of one's own gets the default answer", async () => {
    const session = demoFleet[0];
    if (!session) throw new Error("the fleet is empty");
    const messages = await run(rig, repository, { ...session, prompt: "What else is there?" });
    expect(completed(messages, "agentMessage").at(-1)?.["text"]).toContain("This is a rehearsal");
  });
});

test("declined, the scenes that ask leave the repository alone and say so", async () => {
  const { rig, repository } = await troupe();
  try {
    rig.answerWith(() => ({ decision: "decline" }));
    const asking = demoFleet.filter(({ name }) =>
      ["idempotent-refunds", "apply-migrations", "clean-build"].includes(name),
    );
    for (const session of asking) {
      const messages = await run(rig, repository, session);
      expect(ending(messages)).toBe("completed");
      const last = completed(messages, "agentMessage").at(-1)?.["text"];
      expect(last).toMatch(/left the files as they were|Nothing was applied|`dist` is untouched/);
    }
    expect(existsSync(join(repository, "web/console/dist/legacy-table.mjs"))).toBe(true);
  } finally {
    await rig.stop();
    rmSync(repository, { recursive: true, force: true });
  }
}, 60_000);
