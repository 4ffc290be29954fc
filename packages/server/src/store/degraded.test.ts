import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openStore } from "./open.ts";
import { openFaulty, statusThat, temporaryDirectory } from "./testing/open-sample.ts";
import { appendText, SampleSession, sampleMessage, sampleTime } from "./testing/sample-session.ts";

const degraded = ({ state }: { state: string }) => state === "degraded";
const well = ({ state }: { state: string }) => state === "ok";

/** A session with one message that has grown. */
function begun(id: string) {
  const session = new SampleSession(id);
  const steps = [
    session.step({ type: "message_appended", message: sampleMessage(id, "m", "a") }),
    session.step(appendText("m", 1, "b")),
  ];
  return { session, steps };
}

test("a full disk: sessions go on in memory, and all is written when it fits", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store, fault } = await openFaulty({ path });
  const { session, steps } = begun("s1");
  for (const step of steps) store.append(step);
  expect(await store.durable()).toBe("durable");
  fault({ fault: "sql", sql: "PRAGMA max_page_count = 1" });
  const big = "x".repeat(200_000);
  store.append({
    ...session.step(appendText("m", 2, big)),
    heard: { agent: "a", instance: "i", offset: 5 },
  });
  expect(await store.durable()).toBe("degraded");
  expect(store.status).toMatchObject({ state: "degraded", unsaved: 1 });
  expect(store.status.problem).toContain("full");
  for (let index = 0; index < 200; index++)
    store.append({
      ...session.step(appendText("m", 2 + big.length + index, "y")),
      command: { command_id: `c${index}`, session_id: "s1" },
    });
  expect(await store.durable()).toBe("degraded");
  expect(store.status.unsaved).toBe(201);
  // What waits is seen by who asks.
  expect((await store.load("s1", 10))?.messages).toEqual(session.state.messages);
  expect((await store.getMessage("s1", "m"))?.content).toHaveLength(200_202);
  fault({ fault: "sql", sql: "PRAGMA max_page_count = 1000000" });
  expect(await statusThat(store, well)).toEqual({
    state: "ok",
    problem: null,
    hint: null,
    unsaved: 0,
  });
  expect(await store.durable()).toBe("durable");
  await store.close(1000);
  const again = await openStore({ path, now: () => Date.parse(sampleTime) });
  expect((await again.store.load("s1", 10))?.messages).toEqual(session.state.messages);
  expect(again.restored.commands).toHaveLength(200);
  expect(again.restored.offsets).toEqual([{ agent: "a", instance: "i", offset: 5 }]);
  await again.store.close(1000);
});

test("a path that cannot be opened: starts degraded, and writes when it can", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  mkdirSync(path);
  const { store, restored } = await openFaulty({ path });
  expect(restored.sessions).toEqual([]);
  expect(store.status.state).toBe("degraded");
  expect(store.status.hint).not.toBeNull();
  const { session, steps } = begun("s1");
  for (const step of steps) store.append(step);
  expect(await store.durable()).toBe("degraded");
  expect((await store.load("s1", 10))?.messages).toEqual(session.state.messages);
  const refused = await store.load("stored before", 10).catch(String);
  expect(refused).toContain("cannot be opened");
  rmSync(path, { recursive: true });
  await statusThat(store, well);
  expect(await store.durable()).toBe("durable");
  await store.close(1000);
  const again = await openStore({ path });
  expect((await again.store.load("s1", 10))?.revision).toBe(2);
  await again.store.close(1000);
});

test("a database opened only after the start says that its sessions are not shown", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store } = await openStore({ path });
  for (const step of begun("old").steps) store.append(step);
  await store.close(1000);
  const aside = join(directory.path, "aside");
  mkdirSync(aside);
  renameSync(path, join(aside, "o.db"));
  mkdirSync(path);
  const late = await openFaulty({ path });
  expect(late.store.status.state).toBe("degraded");
  rmSync(path, { recursive: true });
  renameSync(join(aside, "o.db"), path);
  const status = await statusThat(late.store, well);
  expect(status.problem).toContain("1 stored sessions");
  await late.store.close(1000);
});

test("a file that is no database is moved aside, and a fresh one begun", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  writeFileSync(path, "garbage ".repeat(2000));
  const { store, restored } = await openStore({ path });
  expect(restored.sessions).toEqual([]);
  expect(store.status.state).toBe("ok");
  expect(store.status.problem).toContain(".corrupt-");
  for (const step of begun("s1").steps) store.append(step);
  expect(await store.durable()).toBe("durable");
  await store.close(1000);
  expect(readdirSync(directory.path).some((name) => name.startsWith("o.db.corrupt-"))).toBe(true);
});

async function fill(path: string, sessions: number) {
  const { store } = await openStore({ path });
  for (let index = 0; index < sessions; index++) {
    const session = new SampleSession(`s${index}`);
    for (let message = 0; message < 5; message++)
      store.append(
        session.step({
          type: "message_appended",
          message: sampleMessage(session.id, `m${message}`, "text ".repeat(200)),
        }),
      );
  }
  await store.close(5000);
}

/** Overwrites the page of the file that holds these words first. */
function damagePage(path: string, words: string) {
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf(words) / 4096) * 4096;
  expect(page).toBeGreaterThan(0);
  writeFileSync(path, bytes.fill(0xa5, page, page + 4096));
}

test("a damaged database gives what can be read of it", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  await fill(path, 100);
  damagePage(path, '"id":"s50"');
  const { store, restored } = await openStore({ path });
  expect(store.status).toMatchObject({ state: "ok" });
  expect(store.status.problem).toContain("was damaged");
  // A page holds a few sessions.
  expect(restored.sessions.length).toBeGreaterThan(90);
  expect(restored.sessions.length).toBeLessThan(100);
  const first = restored.sessions[0]!.summary.id;
  expect(await store.load(first, 10)).not.toBeNull();
  store.append(new SampleSession("new").step());
  expect(await store.durable()).toBe("durable");
  await store.close(1000);
});

test("a database cut short opens again with what is left", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  await fill(path, 50);
  truncateSync(path, Math.floor(statSync(path).size / 2));
  const { store } = await openFaulty({ path });
  for (const step of begun("new").steps) store.append(step);
  await store.durable();
  await statusThat(store, well);
  expect(await store.load("new", 10)).not.toBeNull();
  await store.close(1000);
});

test("damage met while writing is moved aside, and nothing that waits is lost", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store, fault } = await openFaulty({ path });
  const { session, steps } = begun("s1");
  for (const step of steps) store.append(step);
  await store.durable();
  fault({ fault: "sql", sql: "PRAGMA wal_checkpoint(TRUNCATE)" });
  fault({ fault: "sql", sql: "PRAGMA cache_size = 0" });
  await store.load("s1", 1);
  damagePage(path, '{"type":"message_appended"');
  fault({ fault: "sql", sql: "PRAGMA shrink_memory" });
  store.append(session.step(appendText("m", 2, "c")));
  expect(await store.durable()).toBe("degraded");
  const status = await statusThat(store, well);
  expect(status.problem).toContain("was damaged");
  expect((await store.load("s1", 10))?.messages[0]?.content).toBe("abc");
  await store.close(1000);
});

test("a directory deleted under the store is made again with all that was in it", async () => {
  using directory = temporaryDirectory();
  const home = join(directory.path, "home");
  const path = join(home, "o.db");
  const { store } = await openFaulty({ path });
  const { session, steps } = begun("s1");
  for (const step of steps) store.append(step);
  await store.durable();
  rmSync(home, { recursive: true });
  store.append(session.step(appendText("m", 2, "c")));
  expect(await store.durable()).toBe("degraded");
  await statusThat(store, well);
  await store.close(1000);
  const again = await openStore({ path });
  expect((await again.store.load("s1", 10))?.messages[0]?.content).toBe("abc");
  await again.store.close(1000);
});

for (const kind of ["throw", "exit"] as const)
  test(`a worker that dies by ${kind} is started again and the batch is sent again`, async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "o.db");
    const { store, fault, workers } = await openFaulty({ path });
    const { session, steps } = begun("s1");
    for (const step of steps) store.append(step);
    await store.durable();
    fault({ fault: kind });
    store.append(session.step(appendText("m", 2, "c")));
    await store.durable();
    await statusThat(store, well);
    expect((await store.load("s1", 10))?.messages[0]?.content).toBe("abc");
    expect(workers.length).toBe(2);
    await store.close(1000);
  });

test("a batch that arrives twice is written once", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  let worker: Worker | undefined;
  let swallow = false;
  const { store } = await openStore({
    path,
    spawn: () => {
      worker = new Worker(new URL("./testing/faulty-worker.ts", import.meta.url));
      const post = worker.postMessage.bind(worker);
      const mine = worker;
      // The worker dies between its commit and its answer.
      worker.postMessage = (message: unknown) => {
        post(message);
        if (!swallow) return;
        swallow = false;
        mine.onmessage = null;
        post({ fault: "throw" });
      };
      return worker;
    },
  });
  const { session, steps } = begun("s1");
  for (const step of steps) store.append(step);
  await store.durable();
  swallow = true;
  store.append(session.step(appendText("m", 2, "c")));
  expect(await store.durable()).toBe("durable");
  expect((await store.load("s1", 10))?.messages[0]?.content).toBe("abc");
  await store.close(1000);
  using db = new Database(path, { readonly: true });
  expect(db.query("SELECT count(*) AS n FROM changes WHERE revision = 3").get()).toEqual({ n: 1 });
});

test("close gives up at its time and says what is lost", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const { store, fault, logged } = await openFaulty({ path });
  fault({ fault: "sql", sql: "PRAGMA max_page_count = 1" });
  const session = new SampleSession("s1");
  const message = sampleMessage("s1", "m", "x".repeat(200_000));
  store.append(session.step({ type: "message_appended", message }));
  await store.close(500);
  expect(logged.at(-1)?.facts).toEqual({ unsaved: 1 });
  store.append(session.step(appendText("m", 200_000, "late")));
  expect(logged.at(-1)?.message).toContain("after the store was closed");
});

test("onStatus tells of each kind once", async () => {
  using directory = temporaryDirectory();
  const { store, fault } = await openFaulty({ path: join(directory.path, "o.db"), now: () => 0 });
  const told: string[] = [];
  store.onStatus(({ state }) => told.push(state));
  fault({ fault: "sql", sql: "PRAGMA max_page_count = 1" });
  const session = new SampleSession("s1");
  const message = sampleMessage("s1", "m", "x".repeat(200_000));
  store.append(session.step({ type: "message_appended", message }));
  await store.durable();
  for (let index = 0; index < 100; index++)
    store.append(session.step(appendText("m", 200_000 + index, "x")));
  expect(degraded(store.status)).toBe(true);
  fault({ fault: "sql", sql: "PRAGMA max_page_count = 1000000" });
  await statusThat(store, well);
  expect(told).toEqual(["degraded", "ok"]);
  await store.close(1000);
});
