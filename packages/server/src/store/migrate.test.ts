import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { migrate, migrations } from "./migrate.ts";
import { openStore } from "./open.ts";
import { temporaryDirectory } from "./testing/open-sample.ts";
import { SampleSession } from "./testing/sample-session.ts";

const [start = ""] = migrations;

test("an older database is copied, then brought up to date", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  {
    using db = new Database(path, { create: true });
    migrate(db, path, [start]);
    expect(existsSync(`${path}.before-1`)).toBe(false);
    db.run("INSERT INTO settings VALUES ('kept', 'yes')");
  }
  using db = new Database(path);
  const next = "CREATE TABLE more (id TEXT); INSERT INTO more SELECT value FROM settings;";
  migrate(db, path, [start, next]);
  expect(db.query("SELECT id FROM more").get()).toEqual({ id: "yes" });
  expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: 2 });
  using copy = new Database(`${path}.before-2`, { readonly: true });
  expect(copy.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  expect(copy.query("SELECT value FROM settings").get()).toEqual({ value: "yes" });
});

test("a migration that fails leaves the database as it was", () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  using db = new Database(path, { create: true });
  migrate(db, path, [start]);
  const broken = "CREATE TABLE more (id TEXT); INSERT INTO nowhere VALUES (1);";
  expect(() => migrate(db, path, [start, broken])).toThrow("nowhere");
  expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  expect(db.query("SELECT name FROM sqlite_schema WHERE name = 'more'").get()).toBeNull();
});

const refusal = (path: string) => openStore({ path }).then(() => "opened", String);

test("a newer database and another program's are refused and left alone", async () => {
  using directory = temporaryDirectory();
  const newer = join(directory.path, "newer.db");
  const foreign = join(directory.path, "foreign.db");
  {
    using one = new Database(newer, { create: true });
    migrate(one, newer, [start]);
    one.run("PRAGMA user_version = 99");
    using two = new Database(foreign, { create: true });
    two.run("CREATE TABLE bookmarks (url TEXT)");
  }
  expect(await refusal(newer)).toContain("newer OrbitDock");
  expect(await refusal(foreign)).toContain("another program");
  using two = new Database(foreign, { readonly: true });
  expect(two.query("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "bookmarks" }]);
});

test("a second server is told which process holds the database; a dead one holds nothing", async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "o.db");
  const script = `
    const { openStore } = await import(${JSON.stringify(new URL("./open.ts", import.meta.url).href)});
    await openStore({ path: ${JSON.stringify(path)} });
    console.log("open");
  `;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const reader = child.stdout.getReader();
  await reader.read();
  expect(await refusal(path)).toContain(`process ${child.pid}`);
  child.kill("SIGKILL");
  await child.exited;
  const { store } = await openStore({ path });
  store.append(new SampleSession("s1").step());
  expect(await store.durable()).toBe("durable");
  expect(await refusal(path)).toContain(`process ${process.pid}`);
  await store.close(1000);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await refusal(path)).toBe("opened");
});
