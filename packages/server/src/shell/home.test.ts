import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "bun:test";
import { homeAt, homeDirectory, HomeError, openHome } from "./home.ts";
import { readServerFile, removeServerFile, writeServerFile } from "./server-file.ts";
import { temporaryDirectory } from "./testing/temporary.ts";
import { ensureToken, readToken } from "./token-file.ts";

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("the flag comes before the variable, and that before the default", () => {
  const env = { ORBITDOCK_HOME: "/a/home", HOME: "/h" };
  expect(homeDirectory("/flag", env)).toBe("/flag");
  expect(homeDirectory(undefined, env)).toBe("/a/home");
  expect(homeDirectory(undefined, { HOME: "/h" })).toBe("/h/.orbitdock");
  expect(homeDirectory(undefined, { HOME: "/h", ORBITDOCK_HOME: "" })).toBe("/h/.orbitdock");
});

test("a new home is its owner's alone, whatever the umask", () => {
  using dir = temporaryDirectory();
  const before = process.umask(0);
  try {
    const home = openHome(join(dir.path, "deep", "home"));
    ensureToken(home);
    for (const path of [home.dir, home.runDir, home.logDir]) expect(modeOf(path)).toBe(0o700);
    for (const path of [home.database, home.tokenFile]) expect(modeOf(path)).toBe(0o600);
  } finally {
    process.umask(before);
  }
});

test("a directory with other things in it keeps its mode, and what is ours in it is private", () => {
  using dir = temporaryDirectory();
  writeFileSync(join(dir.path, "notes"), "");
  chmodSync(dir.path, 0o755);
  const home = openHome(dir.path);
  expect(modeOf(dir.path)).toBe(0o755);
  expect(modeOf(home.runDir)).toBe(0o700);
});

test("a home that everyone can write to, or that is a file, is refused with what to do", () => {
  using dir = temporaryDirectory();
  writeFileSync(join(dir.path, "notes"), "");
  chmodSync(dir.path, 0o777);
  expect(() => openHome(dir.path)).toThrow(/chmod 700/);
  expect(() => openHome(join(dir.path, "notes"))).toThrow(/not a directory/);
  expect(() => openHome(join(dir.path, "notes", "below"))).toThrow(HomeError);
});

test("a long path still has a socket that can be listened at, in a private directory", async () => {
  using dir = temporaryDirectory();
  const home = openHome(join(dir.path, "x".repeat(120)));
  const socketDir = dirname(home.hostSocket);
  try {
    expect(Buffer.byteLength(home.hostSocket)).toBeLessThanOrEqual(103);
    expect(socketDir).not.toBe(home.runDir);
    expect(modeOf(socketDir)).toBe(0o700);
    expect(homeAt(home.dir).hostSocket).toBe(home.hostSocket);
    expect(homeAt(`${home.dir}y`).hostSocket).not.toBe(home.hostSocket);
    const server = createServer().listen(home.hostSocket);
    await new Promise((resolve) => server.once("listening", resolve));
    await new Promise((resolve) => server.close(resolve));
  } finally {
    rmSync(socketDir, { recursive: true, force: true });
  }
});

test("the token is made once, and is 256 bits", () => {
  using dir = temporaryDirectory();
  const home = openHome(dir.path);
  expect(readToken(home)).toBeNull();
  const token = ensureToken(home);
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(ensureToken(home)).toBe(token);
  expect(readdirSync(home.dir).toSorted()).toEqual(["auth-token", "logs", "orbitdock.db", "run"]);
});

test("an empty, garbled or readable token file is refused with what to do", () => {
  using dir = temporaryDirectory();
  const home = openHome(dir.path);
  for (const garbage of ["", "\n", "short", "x".repeat(44), `${"x".repeat(42)}é`]) {
    writeFileSync(home.tokenFile, garbage, { mode: 0o600 });
    expect(() => ensureToken(home)).toThrow(/rm .*auth-token/);
  }
  rmSync(home.tokenFile);
  ensureToken(home);
  chmodSync(home.tokenFile, 0o644);
  expect(() => ensureToken(home)).toThrow(/chmod 600/);
  rmSync(home.tokenFile);
  mkdirSync(home.tokenFile);
  expect(() => ensureToken(home)).toThrow(HomeError);
});

test("two servers that start at once in the same home agree on its token", async () => {
  using dir = temporaryDirectory();
  // Two processes side by side through many homes: in some of them they meet.
  const homes = Array.from({ length: 300 }, (_, at) => openHome(join(dir.path, String(at))).dir);
  const script = `
    import { homeAt } from ${JSON.stringify(join(import.meta.dir, "home.ts"))};
    import { ensureToken } from ${JSON.stringify(join(import.meta.dir, "token-file.ts"))};
    await Bun.sleep(${Date.now() + 300} - Date.now());
    for (const dir of ${JSON.stringify(homes)}) console.log(ensureToken(homeAt(dir)));`;
  const [one, two] = await Promise.all(
    [1, 2].map(() => {
      const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
      return new Response(child.stdout).text();
    }),
  );
  expect(one?.trim().split("\n")).toHaveLength(homes.length);
  expect(two).toBe(one ?? "");
});

test("run/server.json is there while the server says so, and another's is left alone", () => {
  using dir = temporaryDirectory();
  const home = openHome(dir.path);
  const server = {
    pid: process.pid,
    supervisor_pid: null,
    url: "http://127.0.0.1:4000",
    port: 4000,
    instance_id: "i1",
    started_at: "2026-01-31T12:00:00.000Z",
    version: "0.1.0",
  };
  expect(readServerFile(home)).toBeNull();
  writeServerFile(home, server);
  expect(readServerFile(home)).toEqual(server);
  expect(modeOf(home.serverFile)).toBe(0o600);
  removeServerFile(home, "i2");
  expect(readServerFile(home)).toEqual(server);
  removeServerFile(home, "i1");
  expect(existsSync(home.serverFile)).toBe(false);
  for (const garbage of [
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"pid":1}',
    JSON.stringify({ ...server, pid: -1 }),
  ]) {
    writeFileSync(home.serverFile, garbage);
    expect(readServerFile(home)).toBeNull();
  }
});
