import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "bun:test";
import { openLog } from "./log.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("lines are JSON, in order, with the fields of the child that wrote them", async () => {
  using dir = temporaryDirectory();
  const file = join(dir.path, "server.log");
  const log = openLog({ file });
  log.info("starts", { port: 4000 });
  const command = log.child({ command_id: "c1" });
  command.warn("late");
  command.child({ session_id: "s1" }).error("bad", { error: new Error("no", { cause: "why" }) });
  log.debug("not at this level");
  await log.close();
  const lines = linesOf(file);
  expect(lines.map(({ level, message, command_id }) => [level, message, command_id])).toEqual([
    ["info", "starts", undefined],
    ["warn", "late", "c1"],
    ["error", "bad", "c1"],
  ]);
  expect(lines[0]?.["time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(lines[2]?.["error"]).toMatchObject({ message: "no", cause: "why" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("nothing that is logged makes it throw", async () => {
  using dir = temporaryDirectory();
  const file = join(dir.path, "server.log");
  const log = openLog({ file });
  const circle: Record<string, unknown> = {};
  circle["circle"] = circle;
  log.info("circle", circle);
  log.info("big", { n: 10n, f: () => 1, s: Symbol("s"), u: undefined });
  log.info("hostile", {
    toJSON: () => {
      throw new Error("mine");
    },
  });
  log.info("long", { text: "\u0000".repeat(1_000_000) });
  log.info("half a pair \ud800 and\na line");
  await log.close();
  expect(linesOf(file).map((line) => line["message"])).toEqual([
    "circle",
    "big",
    "hostile",
    "long",
    "half a pair \ud800 and\na line",
  ]);
  expect(statSync(file).size).toBeLessThan(400_000);
});

test("the token is not in the file, wherever it was said", async () => {
  using dir = temporaryDirectory();
  const file = join(dir.path, "server.log");
  const token = "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";
  const log = openLog({ file, secrets: [token] });
  log.info(`asked with ${token}`, { url: `/ws?token=${token}`, [token]: 1 });
  log.info("other", {
    url: "/ws?token=zyxwvutsrqponmlkjihgfedcba",
    header: "Bearer 0123456789abcdefgh",
  });
  await log.close();
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain(token);
  expect(text).not.toContain("zyxwvut");
  expect(text).not.toContain("0123456789abcdefgh");
});

test("five files of bounded size are kept, the newest lines in the plain one", async () => {
  using dir = temporaryDirectory();
  const file = join(dir.path, "server.log");
  const log = openLog({ file, maxBytes: 2_000, keep: 5 });
  for (let index = 0; index < 200; index++) {
    log.info("line", { index });
    if (index % 5 === 0) await log.flush();
  }
  await log.close();
  const names = readdirSync(dir.path).toSorted();
  expect(names).toEqual([
    "server.log",
    "server.log.1",
    "server.log.2",
    "server.log.3",
    "server.log.4",
  ]);
  for (const name of names) expect(statSync(join(dir.path, name)).size).toBeLessThanOrEqual(2_000);
  const indexes = names
    .toReversed()
    .flatMap((name) => linesOf(join(dir.path, name)).map((line) => line["index"]));
  expect(indexes.at(-1)).toBe(199);
  expect(indexes).toEqual(
    Array.from({ length: indexes.length }, (_, at) => 200 - indexes.length + at),
  );
});

test("the lines before a crash are in the file, once each", async () => {
  using dir = temporaryDirectory();
  const file = join(dir.path, "server.log");
  const script = `
    import { openLog } from ${JSON.stringify(join(import.meta.dir, "log.ts"))};
    const log = openLog({ file: ${JSON.stringify(file)} });
    for (let index = 0; index < 3000; index++) log.info("line", { index });
    void log.flush();
    if (process.argv[1] === "later") await new Promise((resolve) => setImmediate(resolve));
    for (let index = 3000; index < 3010; index++) log.info("line", { index });
    throw new Error("crash");`;
  for (const when of ["at once", "later"]) {
    rmSync(file, { force: true });
    const child = Bun.spawn([process.execPath, "-e", script, when], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    expect(await child.exited).toBe(1);
    expect(linesOf(file).map((line) => line["index"])).toEqual(
      Array.from({ length: 3010 }, (_, at) => at),
    );
  }
});

test("lines that could not be written are counted when the file can be written again", async () => {
  using dir = temporaryDirectory();
  const folder = join(dir.path, "logs");
  const file = join(folder, "server.log");
  const log = openLog({ file });
  log.info("lost");
  log.info("lost too");
  await log.flush();
  (await import("node:fs")).mkdirSync(folder);
  log.info("kept");
  await log.close();
  expect(linesOf(file).map((line) => line["message"])).toEqual([
    "kept",
    "2 lines were dropped because the log could not be written",
  ]);
});
