import { expect, test } from "bun:test";
import { addStep, emptyBatch } from "./merge.ts";
import { appendText, sampleMessage, SampleSession } from "./testing/sample-session.ts";

test("what a session is after a step is asked for once a batch, not once a step", () => {
  const batch = emptyBatch("b");
  const sample = new SampleSession("s");
  let made = 0;
  const add = (...changes: Parameters<SampleSession["step"]>) => {
    const { at, session } = sample.step(...changes);
    if (!session) throw new Error("no session in the step");
    addStep(batch, {
      at,
      session: {
        ...session,
        get facts() {
          made += 1;
          return session.facts;
        },
        get summary() {
          made += 1;
          return session.summary;
        },
      },
    });
  };
  add({ type: "message_appended", message: sampleMessage("s", "m") });
  for (let at = 0; at < 10; at++) add(appendText("m", at, "x"));
  expect(made).toBe(0);
  expect(batch.sessions.get("s")?.facts.id).toBe("s");
  expect(batch.sessions.get("s")?.revision).toBe(11);
  expect(batch.log).toHaveLength(2);
});
