import { expect, test } from "bun:test";
import { type Input, newSession } from "@orbitdock/core";
import type { StoreStep } from "../store/store.ts";
import { SessionActor } from "./actor.ts";
import { wallClock } from "./clock.ts";
import { Publisher } from "./publisher.ts";
import { Ticker } from "./ticker.ts";

const founding = {
  id: "s",
  provider: "codex",
  project_path: "/p",
  project_name: "p",
  integration_mode: "direct",
  model: null,
  effort: null,
  approval_policy: null,
  sandbox_mode: null,
  custom_name: null,
  git_branch: null,
  forked_from: null,
  now: "2026-01-01T00:00:00.000Z",
} as const;

test("a session whose state contradicts itself refuses its inputs, and throws at nobody", () => {
  const steps: StoreStep[] = [];
  const failed: Input["type"][] = [];
  const transport = { publish: () => {}, listeners: () => 0 };
  // As a damaged database could give it back: running, without a thread.
  const broken = { ...newSession(founding), agent_status: "running" } as const;
  const actor = new SessionActor(broken, 7, {
    clock: wallClock,
    publisher: new Publisher("s", transport, new Ticker(16), Date.now),
    record: (step) => void steps.push(step),
    perform: () => {},
    changed: () => {},
    failed: (_actor, input) => void failed.push(input.type),
  });
  const heard = { agent: "codex", instance: "i", offset: 3 };
  const rejection = actor.handle([{ type: "turn_ended", native_id: null, outcome: "completed" }]);
  expect(rejection).toMatchObject({ code: "conflict" });
  expect(actor.handle([{ type: "send_message", content: "Hi" }])).toMatchObject({
    code: "internal",
  });
  expect(failed).toEqual(["send_message", "handling_failed"]);
  // What an agent said is past all the same: hearing it again would end the same way.
  expect(actor.handle([{ type: "diff", diff: "d" }], { heard })).toMatchObject({
    code: "internal",
  });
  expect(steps).toMatchObject([{ heard }]);
  expect(actor.revision).toBe(7);
});
