import { afterAll, beforeAll, expect, test } from "bun:test";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { World } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { orbitdock } from "./run.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

const run = (args: readonly string[], input?: string) =>
  orbitdock(world.home, args, input === undefined ? {} : { input });

type Row = { id: string; work_status: string; pending_count: number; custom_name: string | null };
const rows = async () => {
  const listed = await run(["list", "--all", "--json"]);
  return listed.out === "" ? [] : (listed.json() as Row[]);
};
const untilStatus = (id: string, status: string) =>
  until(`${id} to be ${status}`, async () =>
    (await rows()).some((row) => row.id === id && row.work_status === status),
  );
const asking = (...commands: string[]) =>
  scriptPrompt({
    responses: [
      {
        items: commands.map((cmd) => ({ type: "call", name: "exec_command", args: { cmd } })),
      },
      { items: [{ type: "text", text: "All done." }] },
    ],
  });

/** A session that waits for leave to make a file. */
async function waitingSession(name: string): Promise<string> {
  const cwd = world.project(name);
  const made = await run(
    ["new", cwd, "--policy", "untrusted", "--prompt", "-", "--json"],
    asking("touch made.txt"),
  );
  expect(made.err).toBe("");
  const { session_id } = made.json()[0] as { session_id: string };
  await untilStatus(session_id, "permission");
  return session_id;
}

test("a session is started, watched to the end of its turn, renamed, and ended", async () => {
  const prompt = scriptPrompt({ responses: [{ items: [{ type: "text", text: "Hello there." }] }] });
  const made = await run(["new", world.project("hello"), "--prompt", prompt, "--watch"]);
  expect(made).toMatchObject({ code: 0, err: "" });
  const [id = "", ...shown] = made.out.split("\n");
  expect(shown.join("\n")).toContain("Hello there.");
  expect(shown.join("\n")).toContain("waits for you");

  expect(await run(["rename", id, "First", "one"])).toMatchObject({ code: 0 });
  const listed = await run(["list"]);
  expect(listed.out).toMatch(new RegExp(`^${id.slice(0, 8)}.*waiting.*First one`, "m"));
  const sent = await run(["send", id, "--watch", "--json"], prompt);
  const types = sent.json().map((frame) => (frame as { type?: string }).type);
  expect(types).toContain("session_snapshot");
  expect(sent.out).toContain("Hello there.");

  expect(await run(["end", id])).toMatchObject({ code: 0 });
  await untilStatus(id, "ended");
  expect((await run(["list"])).out).not.toContain("First one");
  expect((await run(["list", "--all"])).out).toContain("First one");
}, 60_000);

test("what waits is in status, and approving it by a beginning of the id lets it happen", async () => {
  const id = await waitingSession("approve");
  const status = await run(["status"]);
  expect(status.out).toContain("touch made.txt");
  const short = /orbitdock approve (\S+)/.exec(status.out)?.[1] ?? "";
  expect(id.startsWith(short)).toBe(true);
  expect(id).not.toBe(short);
  const shown = (await run(["status", "--json"])).json()[0] as { waiting: Row[] };
  expect(shown.waiting.map((row) => row.id)).toContain(id);
  expect(existsSync(join(world.project("approve"), "made.txt"))).toBe(false);

  const approved = await run(["approve", short, "--json"]);
  expect(approved.json()).toMatchObject([{ session_id: id, decision: "approved" }]);
  await untilStatus(id, "waiting");
  expect(existsSync(join(world.project("approve"), "made.txt"))).toBe(true);
  const again = await run(["approve", id]);
  expect(again).toMatchObject({ code: 5, out: "" });
  expect(again.err).toContain("waits for no decision");
}, 60_000);

test("watching shows a request with the command that answers it", async () => {
  const id = await waitingSession("deny");
  const watching = run(["watch", id, "--turn"]);
  const denied = await run(["deny", id, "--reason", "Not now"]);
  expect(denied).toMatchObject({ code: 0, err: "" });
  const watched = await watching;
  expect(watched.code).toBe(0);
  expect(watched.out).toContain("touch made.txt");
  expect(watched.out).toContain("All done.");
  expect(existsSync(join(world.project("deny"), "made.txt"))).toBe(false);
}, 60_000);

test("mistakes are told on stderr, with what to do, and by the exit code", async () => {
  expect(await run(["approve", "nothing-like-it"])).toMatchObject({ code: 4, out: "" });
  expect(await run(["bogus"])).toMatchObject({ code: 2, out: "" });
  expect(await run(["new", "--policy", "sometimes"])).toMatchObject({ code: 2, out: "" });
  expect(await run(["send", "x"], "")).toMatchObject({ code: 2, out: "" });
  expect(await run(["approve", "x", "--session", "--always"])).toMatchObject({ code: 2 });
  const absent = await run(["new", join(world.dir, "absent"), "--json"]);
  expect(absent).toMatchObject({ code: 2, out: "" });
  expect(JSON.parse(absent.err)).toMatchObject({ code: "invalid_argument" });

  const elsewhere = await orbitdock(join(world.dir, "no-home"), ["status"]);
  expect(elsewhere).toMatchObject({ code: 3, out: "" });
  expect(elsewhere.err).toContain("orbitdock start");
  expect(existsSync(join(world.dir, "no-home"))).toBe(false);
  for (const command of ["status", "list"]) {
    const wrong = await run([command, "--url", world.url, "--token", "wrong"]);
    expect(wrong).toMatchObject({ code: 6, out: "" });
    const right = await orbitdock(join(world.dir, "no-home"), [command, "--json"], {
      env: { ORBITDOCK_URL: world.url, ORBITDOCK_TOKEN: world.token },
    });
    expect(right).toMatchObject({ code: 0, err: "" });
  }
});

test("a one-time link works once", async () => {
  const { out, code } = await run(["open", "--no-open"]);
  expect(code).toBe(0);
  const first = await fetch(out.trim());
  expect(first.headers.get("set-cookie")).toContain("HttpOnly");
  expect((await fetch(out.trim())).status).toBe(401);
});

test("doctor finds the server well, and logs show its lines", async () => {
  const findings = (await run(["doctor", "--json"])).json() as { name: string; state: string }[];
  const well = ["home", "token", "database", "server", "agent-host"];
  const bad = findings.filter(({ name, state }) => well.includes(name) && state !== "ok");
  expect(bad).toEqual([]);
  expect((await run(["logs"])).out).toContain("ready");
  const lines = (await run(["logs", "--json"])).json() as { message: string }[];
  expect(lines.some(({ message }) => message === "ready")).toBe(true);
});

test("colours are for terminals", async () => {
  const escape = String.fromCharCode(27);
  expect((await run(["list", "--all"])).out).not.toContain(escape);
  const forced = (env: Record<string, string>) =>
    orbitdock(world.home, ["list", "--all"], { env: { FORCE_COLOR: "1", ...env } });
  expect((await forced({})).out).toContain(escape);
  expect((await forced({ NO_COLOR: "1" })).out).not.toContain(escape);
});

test("the launcher works through symlinks", async () => {
  const dir = mkdtempSync(join(tmpdir(), "orbitdock-link-"));
  try {
    const launcher = fileURLToPath(new URL("../../packages/cli/bin/orbitdock", import.meta.url));
    symlinkSync(launcher, join(dir, "one"));
    symlinkSync("one", join(dir, "two"));
    const child = Bun.spawn([join(dir, "two"), "--version"], { cwd: dir, stdout: "pipe" });
    expect(await new Response(child.stdout).text()).toMatch(/^\d+\.\d+\.\d+\n$/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
