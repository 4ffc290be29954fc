import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codexHome, findCodex, nativeCodex } from "./index.ts";

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "codex-home-")));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("overrides are merged into the tables, and strings are escaped", () => {
  const modelUrl = "http://127.0.0.1:1";
  const home = codexHome({
    dir: join(dir, "home"),
    modelUrl,
    overrides: {
      model: 'odd "name"\\\n',
      features: { goals: true },
      mcp_servers: { "my server": { command: "x", args: ["a", "b"], env: { A: "1" } } },
    },
  });
  const config = Bun.TOML.parse(readFileSync(join(home.dir, "config.toml"), "utf8"));
  expect(config).toMatchObject({
    model: 'odd "name"\\\n',
    approval_policy: "on-request",
    model_providers: { rehearsal: { base_url: `${modelUrl}/v1`, supports_websockets: false } },
    features: { goals: true, default_mode_request_user_input: true },
    mcp_servers: { "my server": { args: ["a", "b"], env: { A: "1" } } },
  });
});

test("a home under the temp dir is given a temp dir that is not above it", () => {
  const home = codexHome({ dir: join(dir, "home"), modelUrl: "http://127.0.0.1:1" });
  expect(home.env["CODEX_HOME"]).toBe(join(dir, "home"));
  expect(home.env["TMPDIR"]).toBe(join(dir, "home", "tmp"));
  expect(Object.keys(home.env)).not.toContain("OPENAI_API_KEY");
});

test("codex is found by name, then on PATH, then in the first package that has it", () => {
  const put = (...path: string[]) => {
    const file = join(dir, ...path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "#!/bin/sh\n", { mode: 0o755 });
    return file;
  };
  const packageDir = join(dir, "node_modules/@openai/codex");
  expect(findCodex([packageDir], {})).toBeUndefined();
  const target = "vendor/aarch64-apple-darwin/bin/codex";
  const mac = put("node_modules/@openai/codex-darwin-arm64", target);
  expect(nativeCodex(packageDir, "darwin", "arm64")).toBe(mac);
  expect(nativeCodex(packageDir, "linux", "riscv64")).toBeUndefined();

  const onPath = put("bin/codex");
  const env = { PATH: join(dir, "bin") };
  expect(findCodex([packageDir], env)).toEqual({ path: onPath, from: "PATH" });
  const named = put("elsewhere/my-codex");
  expect(findCodex([], { ...env, ORBITDOCK_CODEX: named })?.path).toBe(named);
  expect(() => findCodex([], { ...env, ORBITDOCK_CODEX: join(dir, "none") })).toThrow(
    "no such file",
  );
});
