import { expect, test } from "bun:test";
import { join } from "node:path";
import { openStore } from "./open.ts";
import { temporaryDirectory } from "./testing/open-sample.ts";
import { SampleSession, sampleMessage } from "./testing/sample-session.ts";

test("1,000 sessions are restored without their transcripts", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openStore({ path });
  for (let index = 0; index < 1000; index++) {
    const session = new SampleSession(`s${index}`);
    for (let count = 0; count < 10; count++) {
      const message = sampleMessage(session.id, `m${count}`, "word ".repeat(100));
      store.append(session.step({ type: "message_appended", message }));
    }
  }
  await store.close(20_000);
  const began = performance.now();
  const again = await openStore({ path });
  const took = performance.now() - began;
  expect(again.restored.sessions).toHaveLength(1000);
  expect(again.restored.sessions[999]).toMatchObject({ revision: 10, summary: { id: "s999" } });
  // The budget is 60 ms on a quiet machine; here only what no load explains.
  console.log(`restored in ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(1000);
  await again.store.close(1000);
}, 30_000);
