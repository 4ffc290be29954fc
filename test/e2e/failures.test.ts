import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fleetStore } from "@orbitdock/client";
import { dial, Seat, run, text } from "../support/seat.ts";
import { SeedClient } from "../support/seed-client.ts";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

const failing = (error: object, more: object = {}) => ({
  responses: [{ error: { status: 500, ...error }, ...more }],
});

test("a spent allowance fails the turn, says until when, and keeps the queue", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.script({
    responses: [
      {
        delay_ms: 100,
        error: {
          status: 429,
          body: { error: { type: "usage_limit_reached", message: "no more", plan_type: "plus" } },
        },
        rate_limits: { primary: { used_percent: 100, window_minutes: 300, resets_in_s: 60 } },
      },
    ],
  });
  await seat.say([text("next")]);
  expect((await seat.ended(1)).outcome).toBe("failed");
  expect(seat.session.last_error?.message).toContain("usage limit");
  expect(seat.session.last_error?.hint).toContain("limit resets");
  expect(seat.messages("assistant").at(-1)).toMatchObject({ notice: "error", is_error: true });
  expect(seat.session).toMatchObject({ work_status: "waiting", agent_status: "running" });
  expect(seat.session.queue).toHaveLength(1);
  await seat.order({ type: "resume_session" });
  await seat.ended(2);
  expect(seat.texts("assistant").at(-1)).toBe("next");
  expect(seat.session.last_error).toBeNull();
  seat.leave();
}, 30_000);

test("a model that fails once is asked again, and nobody is worried", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.script({
    responses: [{ error: { status: 500, attempts: 1 }, items: [text("Back again.")] }],
  });
  expect((await seat.ended(1)).outcome).toBe("completed");
  const said = seat.messages("assistant").filter((message) => message.notice === undefined);
  expect(said.map((message) => message.content)).toEqual(["Back again."]);
  expect(seat.session.last_error).toBeNull();
  seat.leave();
}, 30_000);

test("a model that keeps failing fails the turn, and the session stays usable", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.script(failing({}));
  expect((await seat.ended(1)).outcome).toBe("failed");
  expect(seat.session.last_error?.message).toMatch(/\S/);
  await seat.turn([text("Well again.")]);
  expect(seat.texts("assistant").at(-1)).toBe("Well again.");
  seat.leave();
}, 30_000);

test("a stream that breaks in mid-text is told again whole, and the broken piece is marked", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.script({
    responses: [
      {
        items: [text("one two three four five six")],
        drop: { after: 3, attempts: 1 },
      },
    ],
  });
  expect((await seat.ended(1)).outcome).toBe("completed");
  const said = seat
    .messages("assistant")
    .map(({ content, status, notice }) => (notice ? [notice] : [content, status]));
  expect(said).toEqual([
    ["one two three", "interrupted"],
    ["retry"],
    ["one two three four five six", "complete"],
  ]);
  seat.leave();
}, 30_000);

test("a model that does not know the person says how to sign in", async () => {
  const seat = await Seat.create(world, { approval_policy: "never" });
  await seat.script(failing({ status: 401 }));
  expect((await seat.ended(1)).outcome).toBe("failed");
  expect(seat.session.last_error?.hint).toContain("codex login");
  seat.leave();
}, 30_000);

test("a directory that is none is an error before anything is made", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "subscribe_list" });
  const before = (await client.next("sessions_list"))["sessions"].length;
  await Bun.write(join(world.project(), "file"), "");
  for (const cwd of [join(world.dir, "nowhere"), join(world.project(), "file"), "relative/dir"]) {
    client.send({ type: "create_session", provider: "codex", cwd, command_id: cwd });
    const error = await client.next("error");
    expect(error).toMatchObject({ code: "invalid_argument", command_id: cwd });
    expect(error["message"]).toContain(cwd);
  }
  client.send({ type: "subscribe_list" });
  expect((await client.next("sessions_list"))["sessions"]).toHaveLength(before);
  expect(client.frames.some((frame) => frame.type === "session_created")).toBe(false);
  client.close();
}, 30_000);

test("a provider that cannot run here is an error before anything is made", async () => {
  const connection = dial(world);
  const command = { type: "create_session", provider: "claude", cwd: world.project() } as const;
  await expect(connection.command(command)).rejects.toMatchObject({ code: "provider_error" });
  connection.close();
});

/** An agent's program that says a version and does nothing else. */
async function stub(dir: string, version: string): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, "codex");
  await Bun.write(path, `#!/bin/sh\necho "codex-cli ${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** What a session says whose agent cannot start, and what the fleet's watchers are told. */
async function unable(env: Record<string, string>) {
  const other = new World({ env });
  try {
    await other.start();
    const connection = dial(other);
    const provider = await until("detection", async () => {
      const { providers } = await connection.query({ type: "list_providers" });
      return providers.find((one) => one.provider === "codex");
    });
    const seat = await Seat.create(other, { prompt: "go" });
    await seat.until("the end", (session) => session.status === "ended");
    const { last_error, ended_reason } = seat.session;
    const fleet = fleetStore(connection);
    const leave = fleet.subscribe(() => {});
    const row = await until("the row", () => fleet.getState().sessions.get(seat.id));
    expect(row).toMatchObject({ status: "ended", ended_reason });
    expect(seat.texts("user")).toEqual(["go"]);
    leave();
    connection.close();
    seat.leave();
    return { provider, last_error, ended_reason };
  } finally {
    await other.dispose();
  }
}

test("where there is no codex, the session says so and what to type", async () => {
  const missing = { ORBITDOCK_AGENT_PACKAGES: "", PATH: "/usr/bin:/bin" };
  const { provider, last_error, ended_reason } = await unable(missing);
  expect(provider).toMatchObject({ available: false, version: null });
  expect(provider.problem).toBe("Codex is not installed.");
  expect(ended_reason).toBe("Codex is not installed.");
  expect(last_error?.hint).toContain("npm install -g @openai/codex");
}, 30_000);

test("where ORBITDOCK_CODEX names nothing, it says that", async () => {
  const { provider, last_error } = await unable({ ORBITDOCK_CODEX: "/nowhere/codex" });
  expect(provider).toMatchObject({ available: false, path: "/nowhere/codex" });
  expect(last_error?.message).toContain("/nowhere/codex does not run");
  expect(last_error?.hint).toContain("ORBITDOCK_CODEX");
}, 30_000);

test("a codex that is too old is not started", async () => {
  const path = await stub(join(world.dir, "old"), "0.99.0");
  const { provider, last_error } = await unable({ ORBITDOCK_CODEX: path });
  expect(provider).toMatchObject({ available: false, version: "0.99.0" });
  expect(last_error?.message).toBe("Codex 0.99.0 is too old: OrbitDock needs 0.169.0 or newer.");
  expect(last_error?.hint).toContain("npm install");
}, 30_000);

test("a codex that ends at once fails its session, with its code", async () => {
  const path = await stub(join(world.dir, "mute"), "0.169.0");
  const { last_error, ended_reason } = await unable({ ORBITDOCK_CODEX: path });
  expect(ended_reason).toContain("ended with code 0");
  expect(last_error).not.toBeNull();
}, 30_000);

test("a codex installed later is found without a restart", async () => {
  const late = join(world.dir, "late", "codex");
  const other = new World({ env: { ORBITDOCK_CODEX: late } });
  try {
    await other.start();
    const first = await Seat.create(other);
    await first.until("the end", (session) => session.status === "ended");
    const connection = dial(world);
    const { providers } = await connection.query({ type: "list_providers" });
    connection.close();
    mkdirSync(join(world.dir, "late"), { recursive: true });
    await Bun.write(late, `#!/bin/sh\nexec '${providers[0]?.path}' "$@"\n`);
    chmodSync(late, 0o755);
    await first.order({ type: "resume_session" });
    await first.turn([run("true")], [text("here")]);
    expect(first.texts("assistant").at(-1)).toBe("here");
    first.leave();
  } finally {
    await other.dispose();
  }
}, 30_000);
