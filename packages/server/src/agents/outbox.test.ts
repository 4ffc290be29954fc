import { HostError, type HostConnection } from "@orbitdock/agent-host";
import { codexConnector } from "@orbitdock/connectors";
import type { AgentEffect, OutboxEntry } from "@orbitdock/core";
import { expect, test } from "bun:test";
import { wallClock } from "../session/clock.ts";
import type { Logger } from "../shell/log.ts";
import type { Store, StoreStep } from "../store/store.ts";
import { Outbox } from "./outbox.ts";
import { Processes } from "./processes.ts";

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silent,
};

/** All that is settled now is told of. */
const nextTick = () => new Promise((resolve) => setImmediate(resolve));

/** An outbox with a process that runs, and a host whose answers to writes the test gives. */
function rig(restored: OutboxEntry[]) {
  const writes: { id: string; answer: PromiseWithResolvers<{ repeated: boolean }> }[] = [];
  const steps: StoreStep[] = [];
  const failed: string[] = [];
  const host = {
    write: (_agent: string, _instance: string, id: string) => {
      const answer = Promise.withResolvers<{ repeated: boolean }>();
      writes.push({ id, answer });
      return answer.promise;
    },
  } as unknown as HostConnection;
  const store = {
    append: (step: StoreStep) => void steps.push(step),
    durable: () => Promise.resolve("durable"),
  } as unknown as Store;
  const connector = codexConnector({ env: {} });
  const processes = new Processes(store, silent, () => Promise.resolve());
  processes.reach(host);
  processes.found("codex", "i");
  const outbox = new Outbox({
    store,
    clock: wallClock,
    log: silent,
    processes,
    restored,
    connectorOf: () => connector,
    failed: (entry) => void failed.push(entry.id),
  });
  return { outbox, connector, writes, steps, failed };
}

const entry = (id: string, effect: Partial<AgentEffect>): OutboxEntry => ({
  id,
  session_id: "s",
  effect: { thread_id: "t", ...effect } as AgentEffect,
});

test("an effect whose process ended on the way fails nobody: its session was told, and may have begun anew", async () => {
  const { outbox, connector, writes, steps, failed } = rig([
    entry("e", { type: "thread_compact" }),
  ]);
  outbox.sendAll();
  expect(writes.map(({ id }) => id)).toEqual(["e.0"]);
  outbox.drop(connector, "codex");
  writes[0]?.answer.reject(new HostError("agent_gone", "the agent's process has ended"));
  await nextTick();
  expect(failed).toEqual([]);
  expect(steps).toMatchObject([{ effects_done: ["e"] }]);
});

test("an effect that the agent refuses to take is said to its session", async () => {
  const { outbox, writes, failed } = rig([entry("e", { type: "thread_compact" })]);
  outbox.sendAll();
  writes[0]?.answer.reject(new HostError("queue_full", "the agent does not read its stdin"));
  await nextTick();
  expect(failed).toEqual(["e"]);
});

test("what was delivered while its repeat stood in line is not delivered again", async () => {
  const start = { type: "turn_start", message_id: "m", content: "Hi", model: null } as const;
  const of = (session: string) => ({ ...entry(session, start), session_id: session });
  const { outbox, writes } = rig([of("a"), of("b")]);
  outbox.sendAll();
  // The second waits for the first one's room; then everything is sent again, and one more.
  outbox.sendAll();
  outbox.add([of("c")]);
  for (let at = 0; writes.at(-1)?.id !== "c.0"; at++) {
    while (writes.length <= at) await nextTick();
    writes[at]?.answer.resolve({ repeated: false });
  }
  expect(writes.map(({ id }) => id)).toEqual(["a.0", "b.0", "c.0"]);
});
