import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillPlatforms, missingPlatforms } from "./lock-platforms.mjs";
import { root } from "./root.mjs";

setDefaultTimeout(30_000);

const made = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/**
 * A checkout with our tools, a command line that says what it was given, a Bun that is the present
 * one, and an `npm` that only writes down how it was called.
 */
function checkout() {
  const folder = mkdtempSync(join(tmpdir(), "orbitdock-setup-"));
  made.push(folder);
  for (const path of ["tools/start.mjs", "tools/setup", "package.json", "package-lock.json"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  const cli = join(folder, "packages", "cli", "src");
  mkdirSync(cli, { recursive: true });
  writeFileSync(
    join(cli, "main.ts"),
    `const [, , ...args] = process.argv;
     process.on("SIGTERM", () => process.exit(7));
     console.log(args.join(" "));
     if (args.includes("--stay")) setInterval(() => {}, 1_000);`,
  );
  writeFileSync(
    join(folder, "npm-cli.js"),
    `import { appendFileSync, mkdirSync, symlinkSync } from "node:fs";
     appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
     mkdirSync("node_modules/bun/bin", { recursive: true });
     symlinkSync(${JSON.stringify(process.execPath)}, "node_modules/bun/bin/bun.exe");`,
  );
  return folder;
}

function start(folder, ...flags) {
  const env = { ...process.env, npm_execpath: join(folder, "npm-cli.js") };
  const child = spawn("node", ["tools/start.mjs", ...flags], { cwd: folder, env });
  const out = [];
  const firstLine = new Promise((resolve) => child.stdout.once("data", resolve));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => out.push(chunk));
  const ended = new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, out: Buffer.concat(out).toString() }));
  });
  return { child, firstLine, ended };
}

const npmCalls = (folder) => readFileSync(join(folder, "npm-calls"), "utf8").trim().split("\n");

test("a first start installs what serving needs, the second nothing", async () => {
  const folder = checkout();
  const first = await start(folder, "--port", "0").ended;
  expect(first.out).toContain("First run: installing what serving needs.");
  expect(first.out).toContain("start --port 0\n");
  expect(first.code).toBe(0);
  const second = await start(folder).ended;
  expect(second.out).toBe("start\n");
  expect(npmCalls(folder)).toHaveLength(1);
  expect(npmCalls(folder)[0]).toStartWith("ci ");
  expect(npmCalls(folder)[0]).toContain("--omit=dev");
});

test("two first starts at once install once", async () => {
  const folder = checkout();
  const both = await Promise.all([start(folder).ended, start(folder).ended]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(npmCalls(folder)).toHaveLength(1);
});

test("a lock left by a process that died does not hold up a start", async () => {
  const folder = checkout();
  const lock = join(folder, ".orbitdock", "locks", "install");
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, "pid"), "4194304");
  expect((await start(folder).ended).code).toBe(0);
});

test("what a developer's own npm install brought is kept", async () => {
  const folder = checkout();
  const lock = join(folder, "package-lock.json");
  const bin = join(folder, "node_modules", "bun", "bin");
  mkdirSync(bin, { recursive: true });
  cpSync(lock, join(folder, "node_modules", ".package-lock.json"));
  cpSync(process.execPath, join(bin, "bun.exe"));
  expect((await start(folder).ended).out).toBe("start\n");
});

test("SIGTERM reaches the program, and its exit code is ours", async () => {
  const { child, firstLine, ended } = start(checkout(), "--stay");
  await firstLine;
  child.kill("SIGTERM");
  expect((await ended).code).toBe(7);
});

test.if(process.platform !== "win32")("the program ends when npm is told to", async () => {
  const folder = checkout();
  await start(folder).ended;
  const npm = spawn("npm", ["start", "--", "--stay"], {
    cwd: folder,
    stdio: ["ignore", "pipe", 2],
  });
  const closed = new Promise((resolve) => npm.stdout.on("close", resolve));
  await new Promise((resolve) => {
    npm.stdout.on("data", (chunk) => String(chunk).includes("start --stay\n") && resolve());
  });
  npm.kill("SIGTERM");
  // The pipe closes when the last process that holds it is gone.
  await closed;
});

test("a lock is completed with the platforms its registry lacked", () => {
  const tool = { dev: true, optionalDependencies: { "@x/y-linux-arm-musleabihf": "1.0.0" } };
  const lock = { packages: { "node_modules/@x/y": tool } };
  expect(missingPlatforms(lock)).toHaveLength(1);
  const full = fillPlatforms(lock);
  expect(missingPlatforms(full)).toEqual([]);
  expect(full.packages["node_modules/@x/y-linux-arm-musleabihf"]).toEqual({
    version: "1.0.0",
    dev: true,
    cpu: ["arm"],
    libc: ["musl"],
    optional: true,
    os: ["linux"],
  });
});
