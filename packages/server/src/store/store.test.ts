import { expect, test } from "bun:test";
import { join } from "node:path";
import { Database } from "bun:sqlite";
import { openStore } from "./open.ts";
import { openFaulty, temporaryDirectory } from "./testing/open-sample.ts";
import {
  appendText,
  SampleSession,
  sampleApproval,
  sampleMessage,
  sampleTime,
} from "./testing/sample-session.ts";

const now = () => Date.parse(sampleTime);

test("what was stored is there after a restart", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "deep", "orbitdock.db");
  const session = new SampleSession("s1");
  {
    const { store, restored } = await openStore({ path, now });
    expect(restored).toEqual({ sessions: [], offsets: [], outbox: [], commands: [] });
    store.append(
      session.step({ type: "message_appended", message: sampleMessage("s1", "m1", "Hel") }),
    );
    store.append({
      ...session.step(appendText("m1", 3, "lo"), {
        type: "session_delta",
        changes: { current_diff: "+ a", custom_name: "Ada" },
      }),
      heard: { agent: "codex", instance: "i1", offset: 7 },
      command: { command_id: "c1", session_id: "s1" },
      effects: [
        { id: "e1", session_id: "s1", effect: { type: "thread_compact", thread_id: "t" } },
        { id: "e2", session_id: "s1", effect: { type: "thread_compact", thread_id: "t" } },
      ],
    });
    store.append({ at: sampleTime, effects_done: ["e1"] });
    expect(await store.durable()).toBe("durable");
    await store.close(1000);
  }
  const { store, restored } = await openStore({ path, now });
  expect(restored.sessions).toHaveLength(1);
  expect(restored.sessions[0]?.revision).toBe(3);
  expect(restored.sessions[0]?.summary.custom_name).toBe("Ada");
  expect(restored.offsets).toEqual([{ agent: "codex", instance: "i1", offset: 7 }]);
  expect(restored.commands).toEqual([{ command_id: "c1", session_id: "s1" }]);
  expect(restored.outbox.map(({ id }) => id)).toEqual(["e2"]);
  const loaded = await store.load("s1", 10);
  const { messages, has_earlier: _earlier, ...facts } = session.state;
  expect(loaded).toEqual({ facts, revision: 3, messages, has_earlier: false });
  expect(await store.load("nobody", 10)).toBeNull();
  await store.close(1000);
});

test("a batch is written at its steps, at its time, and when someone waits", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openStore({ path, timing: { batchSteps: 50, batchMs: 60_000 } });
  let commits = 0;
  const committed = () =>
    new Promise<void>((resolve) => {
      const off = store.onCommitted(() => {
        commits += 1;
        off();
        resolve();
      });
    });
  const session = new SampleSession("s1");
  const first = committed();
  for (let index = 0; index < 50; index++)
    store.append(
      session.step({ type: "message_appended", message: sampleMessage("s1", `m${index}`) }),
    );
  await first;
  store.append(session.step(appendText("m1", 0, "x")));
  expect(await store.durable()).toBe("durable");
  await store.close(1000);
  expect(commits).toBe(1);

  const timed = await openStore({ path, timing: { batchSteps: 50, batchMs: 20 } });
  const began = performance.now();
  const commit = new Promise<void>((resolve) => void timed.store.onCommitted(() => resolve()));
  timed.store.append(session.step(appendText("m1", 1, "y")));
  await commit;
  expect(performance.now() - began).toBeGreaterThanOrEqual(19);
  expect((await timed.store.getMessage("s1", "m1"))?.content).toBe("xy");
  await timed.store.close(1000);
});

test("steps that come while a batch is on its way gather in the next, in order", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openStore({ path });
  const offsets: number[] = [];
  store.onCommitted((committed) => offsets.push(...committed.map(({ offset }) => offset)));
  const session = new SampleSession("s1");
  store.append(session.step({ type: "message_appended", message: sampleMessage("s1", "m") }));
  for (let index = 0; index < 1000; index++) {
    const heard = { agent: "a", instance: "i", offset: index + 1 };
    store.append({ ...session.step(appendText("m", index, "x")), heard });
  }
  await store.durable();
  expect(offsets.at(-1)).toBe(1000);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  expect(offsets.length).toBeLessThan(10);
  await store.close(1000);
  // Adjacent appends of a batch are one row of the log.
  using db = new Database(path, { readonly: true });
  const log = db.query<{ count: number; last: number }, []>(
    "SELECT count(*) AS count, max(revision) AS last FROM changes",
  );
  expect(log.get()?.last).toBe(1001);
  expect(log.get()?.count).toBeLessThan(10);
});

test("messages are paged backwards", async () => {
  using directory = temporaryDirectory();
  const { store } = await openStore({ path: join(directory.path, "o.db") });
  const session = new SampleSession("s1");
  for (let index = 0; index < 25; index++)
    store.append(
      session.step({ type: "message_appended", message: sampleMessage("s1", `m${index}`) }),
    );
  const ids = ({ messages }: { messages: { id: string }[] }) => messages.map(({ id }) => id);
  const newest = await store.listMessages("s1", null, 10);
  expect(newest.has_earlier).toBe(true);
  expect(ids(newest)).toEqual(Array.from({ length: 10 }, (_, index) => `m${15 + index}`));
  const earlier = await store.listMessages("s1", "m15", 10);
  expect(ids(earlier)[0]).toBe("m5");
  const earliest = await store.listMessages("s1", "m5", 10);
  expect(ids(earliest)).toEqual(["m0", "m1", "m2", "m3", "m4"]);
  expect(earliest.has_earlier).toBe(false);
  expect(await store.listMessages("s1", "nothing", 10)).toEqual({
    messages: [],
    has_earlier: false,
  });
  const loaded = await store.load("s1", 10);
  expect(loaded?.has_earlier).toBe(true);
  expect(ids(loaded ?? { messages: [] })).toEqual(ids(newest));
  await store.close(1000);
});

test("the history of approvals says who decided what, and forgets what was deleted", async () => {
  using directory = temporaryDirectory();
  const { store } = await openStore({ path: join(directory.path, "o.db") });
  const session = new SampleSession("s1", "/home/ada/one");
  const other = new SampleSession("s2", "/home/ada/two");
  for (const id of ["a1", "a2"])
    store.append(session.step({ type: "approval_requested", request: sampleApproval("s1", id) }));
  store.append(other.step({ type: "approval_requested", request: sampleApproval("s2", "a3") }));
  store.append(
    session.step({
      type: "approval_resolved",
      approval_id: "a1",
      outcome: "denied",
      message: "not there",
      decided_by: "web",
      decided_at: sampleTime,
    }),
  );
  const all = await store.listApprovals(null, 10);
  expect(all.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["a3", null],
    ["a2", null],
    ["a1", "denied"],
  ]);
  expect(all[2]).toMatchObject({
    message: "not there",
    decided_by: "web",
    project_path: "/home/ada/one",
  });
  expect(all[0]?.request).toEqual(sampleApproval("s2", "a3"));
  store.append({ at: sampleTime, deleted_approval_id: "a1" });
  expect((await store.listApprovals("s1", 10)).map(({ id }) => id)).toEqual(["a2"]);
  expect(await store.listApprovals(null, 1)).toHaveLength(1);
  const directories = await store.recentDirectories(10);
  expect(directories.map(({ path }) => path).toSorted()).toEqual([
    "/home/ada/one",
    "/home/ada/two",
  ]);
  await store.close(1000);
});

test("changes that do not fit are left out, told, and hurt nothing else", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store, logged } = await openFaulty({ path });
  const session = new SampleSession("s1");
  const first = session.step({
    type: "message_appended",
    message: sampleMessage("s1", "m1", "ab"),
  });
  store.append(first);
  await store.durable();
  const facts = first.session!;
  const raw = (...changes: NonNullable<typeof first.session>["changes"]) =>
    store.append({
      at: sampleTime,
      session: { ...facts, revision: (session.revision += changes.length), changes },
    });
  raw({ type: "message_appended", message: sampleMessage("s1", "m1", "again") });
  raw({ type: "message_updated", message_id: "ghost", changes: { content: "boo" } });
  await store.durable();
  raw({
    type: "message_updated",
    message_id: "m1",
    changes: { content_append: { offset: 9, text: "gap" }, status: "complete" },
  });
  raw({ type: "message_appended", message: sampleMessage("s1", "m2", "fine") });
  await store.durable();
  const { messages } = await store.listMessages("s1", null, 10);
  expect(messages.map(({ id, content, status }) => [id, content, status])).toEqual([
    ["m1", "ab", "complete"],
    ["m2", "fine", "streaming"],
  ]);
  const skipped = logged.flatMap(({ facts }) => (facts["skipped"] as string[] | undefined) ?? []);
  expect(skipped).toHaveLength(3);
  expect(store.status.state).toBe("ok");
  await store.close(1000);
});

test("a step that cannot be written is set aside with the reason", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openFaulty({ path });
  const session = new SampleSession("s1");
  store.append(session.step({ type: "message_appended", message: sampleMessage("s1", "m1", "a") }));
  const bad = { ...sampleMessage("s1", "bad"), duration_ms: 5n as unknown as number };
  store.append(session.step({ type: "message_appended", message: bad }));
  const odd = { ...sampleMessage("s1", "odd"), turn: "one" as unknown as number };
  store.append(session.step({ type: "message_appended", message: odd }));
  store.append({
    ...session.step({ type: "message_appended", message: sampleMessage("s1", "m2", "b") }),
    command: { command_id: "c1", session_id: "s1" },
  });
  expect(await store.durable()).toBe("durable");
  const { messages } = await store.listMessages("s1", null, 10);
  expect(messages.map(({ id }) => id)).toEqual(["m1", "m2"]);
  await store.close(1000);
  using db = new Database(path, { readonly: true });
  const rejected = db.query<{ kind: string; reason: string; content: string }, []>(
    "SELECT kind, reason, content FROM rejected ORDER BY kind",
  );
  expect(rejected.all().map(({ kind }) => kind)).toEqual(["change", "message"]);
  expect(rejected.all()[0]?.content).toContain("5n");
  expect(db.query("SELECT id FROM commands").all()).toEqual([{ id: "c1" }]);
});

test("commands are remembered for a week, and the newest 10,000", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openStore({ path, now });
  const day = 24 * 60 * 60 * 1000;
  const at = (days: number) => new Date(now() - days * day).toISOString();
  store.append({ at: at(8), command: { command_id: "old", session_id: null } });
  for (let index = 0; index < 10_100; index++)
    store.append({ at: at(6), command: { command_id: `c${index}`, session_id: null } });
  await store.close(5000);
  const again = await openStore({ path, now });
  expect(again.restored.commands).toHaveLength(10_000);
  expect(again.restored.commands[0]?.command_id).toBe("c100");
  await again.store.close(1000);
  using db = new Database(path, { readonly: true });
  expect(db.query("SELECT id FROM commands WHERE id = 'old'").get()).toBeNull();
});

test("a session that cannot be read is refused by itself: what is asked with it is answered", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "orbitdock.db");
  const { store } = await openStore({ path, now });
  for (const id of ["s1", "s2"])
    store.append(
      new SampleSession(id).step({
        type: "message_appended",
        message: sampleMessage(id, "m1", "Hi"),
      }),
    );
  expect(await store.durable()).toBe("durable");
  const db = new Database(path);
  db.run("UPDATE sessions SET facts = '{' WHERE id = 's1'");
  db.close();
  const [broken, whole] = await Promise.allSettled([store.load("s1", 10), store.load("s2", 10)]);
  expect(broken).toMatchObject({ status: "rejected", reason: { name: "UnreadableError" } });
  expect(whole).toMatchObject({ status: "fulfilled", value: { revision: 1 } });
  expect(store.status.state).toBe("ok");
  await store.close(1000);
});
