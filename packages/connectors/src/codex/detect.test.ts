import { afterAll, expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { codexConnector } from "./connector.ts";
import { isOlder } from "./detect.ts";
import { findCodex, nativeIn } from "./find.ts";
import { launchSpec } from "./launch.ts";
import { packagedCodex } from "./testing/rig.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "orbitdock-detect-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function program(name: string, script: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const detect = (env: Record<string, string>, candidates: string[] = []) =>
  codexConnector({ env, candidates }).detect();

test("the packaged codex is found and runs", async () => {
  const info = await detect({ PATH: "" }, [packagedCodex]);
  expect(info).toMatchObject({ available: true, problem: null, hint: null });
  expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
});

test("no codex: what to type", async () => {
  const info = await detect({ PATH: root });
  expect(info).toMatchObject({ available: false, problem: "Codex is not installed." });
  expect(info.hint).toContain("npm install -g @openai/codex@latest");
  expect(() => codexConnector({ env: { PATH: root } }).launch("codex")).toThrow(
    "Codex is not installed.",
  );
});

test("an old codex says so, and is not started", async () => {
  const path = program("old/codex", "echo codex-cli 0.42.0");
  const connector = codexConnector({ env: { ORBITDOCK_CODEX: path } });
  const info = await connector.detect();
  expect(info).toMatchObject({ available: false, version: "0.42.0", path });
  expect(info.problem).toContain("too old");
  expect(() => connector.launch("codex")).toThrow("too old");
});

test("a codex that does not run says why", async () => {
  const silent = program("silent/codex", "exit 3");
  expect((await detect({ ORBITDOCK_CODEX: silent })).problem).toContain("it ended with 3");
  const gone = join(root, "gone");
  const info = await detect({ ORBITDOCK_CODEX: gone });
  expect(info.problem).toContain("does not run");
  expect(info.hint).toContain("ORBITDOCK_CODEX");
});

test("npm's Node shim on PATH stands for the native binary behind it", () => {
  const shim = join(packagedCodex, "bin", "codex.js");
  const bin = join(root, "bin");
  mkdirSync(bin);
  symlinkSync(shim, join(bin, "codex"));
  const found = findCodex({ PATH: `${join(root, "nowhere")}:${bin}` }, []);
  expect(found?.from).toBe("PATH");
  expect(realpathSync(found?.path ?? "")).toBe(realpathSync(nativeIn(packagedCodex) ?? ""));
});

test.each([
  ["0.168.9", true],
  ["0.169.0", false],
  ["0.169.0-alpha.3", false],
  ["0.170.0", false],
  ["1.0.0", false],
])("%s is older than 0.169.0: %p", (version, older) => {
  expect(isOlder(version, "0.169.0")).toBe(older);
});

test("the environment passes through; TMPDIR moves only where CODEX_HOME lies under it", () => {
  const env = {
    CODEX_HOME: join(root, "home"),
    TMPDIR: root,
    HTTPS_PROXY: "proxy",
    NONE: undefined,
  };
  mkdirSync(env.CODEX_HOME);
  const inside = launchSpec("codex", env);
  expect(inside.env).toEqual({
    CODEX_HOME: env.CODEX_HOME,
    HTTPS_PROXY: "proxy",
    TMPDIR: join(env.CODEX_HOME, "tmp"),
  });
  expect(launchSpec("codex", { ...env, TMPDIR: join(root, "bin") }).env["TMPDIR"]).toBe(
    join(root, "bin"),
  );
});

test("on PATH only a program counts: neither a directory nor a file of that name", () => {
  mkdirSync(join(root, "folder", "codex"), { recursive: true });
  mkdirSync(join(root, "notes"));
  writeFileSync(join(root, "notes", "codex"), "what codex is");
  const path = program("real/codex", "echo codex-cli 0.200.0");
  const PATH = ["folder", "notes", "real"].map((name) => join(root, name)).join(":");
  expect(findCodex({ PATH }, [])).toEqual({ path, from: "PATH" });
});
