import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dial, Seat, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
const database = join(world.home, "orbitdock.db");
beforeAll(() => world.start());
afterAll(() => world.dispose());

test("a database that cannot be written: sessions go on, it is said, and nothing is lost", async () => {
  const seat = await Seat.create(world);
  await seat.turn([text("Before.")]);
  const status = async () =>
    (await seat.connection.query({ type: "get_server_status" })).status.store;
  expect((await status()).state).toBe("ok");

  // The next write finds a directory where the database was, and its side files gone.
  await world.kill();
  const away = `${database}.away`;
  renameSync(database, away);
  for (const side of ["-wal", "-shm"]) rmSync(`${database}${side}`, { force: true });
  mkdirSync(database);
  await world.start();

  const other = dial(world);
  const ack = await other.command({
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
    approval_policy: "never",
  });
  expect(ack.durable).toBe(false);
  const degraded = await Seat.at(other, ack.session_id ?? "");
  await degraded.turn([text("While the disk is away.")]);
  const said = (await other.query({ type: "get_server_status" })).status.store;
  expect(said).toMatchObject({ state: "degraded" });
  expect(said.problem?.length).toBeGreaterThan(10);
  expect(said.hint?.length).toBeGreaterThan(10);
  expect(said.unsaved).toBeGreaterThan(0);

  rmSync(database, { recursive: true });
  await until(
    "what waited to be written",
    async () => (await other.query({ type: "get_server_status" })).status.store.state === "ok",
    40_000,
  );
  await world.stop();
  await world.start();
  const again = await Seat.at(dial(world), degraded.id);
  await again.until("the session to be read back", () => again.texts("assistant").length === 1);
  expect(again.texts("assistant")).toEqual(["While the disk is away."]);
}, 120_000);
