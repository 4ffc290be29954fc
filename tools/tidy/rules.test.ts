import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rules } from "./rules.ts";
import { openTree } from "./tree.ts";

type Files = Readonly<Record<string, string>>;

const made: string[] = [];
afterAll(() => made.forEach((root) => rmSync(root, { recursive: true })));

/** A small tree in which every rule holds. */
const sound: Files = {
  "package.json": JSON.stringify({ dependencies: { zod: "1.0.0" } }),
  "package-lock.json": JSON.stringify({ packages: {} }, null, 2),
  "ARCHITECTURE.md":
    "# Rooms\n## Pure rooms\n## Dependencies\nzod reads what comes from outside.\n",
  "packages/protocol/package.json": JSON.stringify({ exports: { ".": "./src/index.ts" } }),
  "packages/protocol/src/index.ts": `import { z } from "zod";\nexport const text = z.string();\n`,
  "packages/core/package.json": JSON.stringify({ exports: { ".": "./src/index.ts" } }),
  "packages/core/src/index.ts": `import { text } from "@orbitdock/protocol";\nexport { text };\n`,
  "packages/server/package.json": "{}",
  "packages/server/src/main.ts": `import "@orbitdock/core";\nimport "node:fs";\n`,
};

function lay(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "orbitdock-tidy-"));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** What all rules find in the sound tree with `changed` laid over it: "rule: file:line message". */
async function check(changed: Files): Promise<string[]> {
  const tree = openTree(lay({ ...sound, ...changed }));
  const found: string[] = [];
  for (const rule of rules) {
    for (const { file, line, message } of await rule.check(tree)) {
      found.push(`${rule.name}: ${file}${line ? `:${line}` : ""} ${message}`);
    }
  }
  return found;
}

const core = "packages/core/src/a.ts";
const web = "packages/web/src/a.ts";
const unit = "packages/core/src/a.test.ts";

/** Each tree breaks one rule once; the text is what is said about it. */
const breaches: readonly (readonly [Files, string])[] = [
  [
    { [core]: `import "@orbitdock/server";` },
    `arrows: ${core}:1 core may import protocol, not server`,
  ],
  [{ [core]: `import type { A } from "@orbitdock/server";` }, `arrows: ${core}:1 core may`],
  [{ [core]: `export * from "@orbitdock/server";` }, `arrows: ${core}:1 core may`],
  [{ [core]: `type A = import("@orbitdock/server").A;` }, `arrows: ${core}:1 core may`],
  [{ [web]: `\nvoid import("@orbitdock/server");` }, `arrows: ${web}:2 web may`],
  [
    { "packages/server/src/b.ts": `import "@orbitdock/rehearsal";` },
    "arrows: packages/server/src/b.ts:1 server may",
  ],
  [{ [core]: `import "@orbitdock/core";` }, `arrows: ${core}:1 imports its own room by name`],
  [{ [core]: `import "../../protocol/src/index.ts";` }, `arrows: ${core}:1 reaches into another`],
  [
    { "test/a.ts": `import "../packages/protocol/src/index.ts";` },
    "arrows: test/a.ts:1 reaches into another room",
  ],
  [{ "tools/a.ts": `import "@orbitdock/core";` }, "arrows: tools/a.ts:1 tools import nothing of"],
  [
    { "packages/core/src/testing/b.ts": "", [core]: `import "./testing/b.ts";` },
    `arrows: ${core}:1 product code imports test support`,
  ],
  [
    { "packages/attic/package.json": "{}" },
    "arrows: packages/attic/package.json is a room without",
  ],
  [{ [web]: `import "node:fs";` }, `portable rooms: ${web}:1 imports node:fs`],
  [{ [web]: `import "bun:sqlite";` }, `portable rooms: ${web}:1 imports bun:sqlite`],
  [{ [core]: `import "bun";` }, `portable rooms: ${core}:1 imports bun`],
  [{ [web]: "Bun.write('a', '');" }, `portable rooms: ${web}:1 uses the global Bun`],
  [
    { [core]: `import "./b.ts";`, "packages/core/src/b.ts": `import type { A } from "./a.ts";` },
    `cycles: ${core} imports itself: ${core} → packages/core/src/b.ts → ${core}`,
  ],
  [{ [core]: "const a = Date.now();" }, `pure rooms: ${core}:1 uses Date.now`],
  [{ [core]: "const a = Date.now;" }, `pure rooms: ${core}:1 uses Date.now`],
  [{ [core]: "const a = new Date();" }, `pure rooms: ${core}:1 uses new Date()`],
  [{ [core]: "const a = Math.random();" }, `pure rooms: ${core}:1 uses Math.random`],
  [{ [core]: "crypto.randomUUID();" }, `pure rooms: ${core}:1 uses crypto.randomUUID`],
  [{ [core]: "performance.now();" }, `pure rooms: ${core}:1 uses performance.now`],
  [{ [core]: "setTimeout(() => {}, 1);" }, `pure rooms: ${core}:1 uses setTimeout()`],
  [{ [core]: "export const a = async () => {};" }, `pure rooms: ${core}:1 uses async code`],
  [{ [core]: "export const a = process.env;" }, `pure rooms: ${core}:1 uses process.env`],
  [{ [core]: `import "left-pad";` }, `declared dependencies: ${core}:1 imports left-pad, which`],
  [
    { "packages/web/package.json": JSON.stringify({ dependencies: { react: "1.0.0" } }) },
    "explained dependencies: packages/web/package.json react is not named in ARCHITECTURE.md",
  ],
  [
    { "packages/core/check-generated.ts": `console.log("types are old"); process.exit(1);` },
    "generated files: packages/core/check-generated.ts types are old",
  ],
  [{ [core]: "//\n".repeat(451) }, `length: ${core} has 451 lines, more than 450`],
  [
    { "package-lock.json": `{"packages":{"a":{"optionalDependencies":{"a-linux-x64":"1.0.0"}}}}` },
    "complete lock: package-lock.json lacks a-linux-x64: run node tools/lock-platforms.mjs",
  ],
  [{ "packages/core/src/utils.ts": "" }, "names: packages/core/src/utils.ts is named “utils”"],
  [{ "packages/core/src/dateHelpers.ts": "" }, "names: packages/core/src/dateHelpers.ts is named"],
  [{ "packages/core/src/storeV2.ts": "" }, "names: packages/core/src/storeV2.ts is named “v2”"],
  [{ "docs/a.md": "see /root/notes" }, "portable files: docs/a.md:1 names a path of one machine"],
  [{ "docs/a.md": "in `/work/a`" }, "portable files: docs/a.md:1 names a path of one machine"],
  [{ "docs/a.md": "x\n/home/joan/a" }, "portable files: docs/a.md:2 names a path of one machine"],
  [
    { "tools/b/package-lock.json": `{"packages":{"a":{\n"resolved": "https://r.example/a"}}}` },
    "portable files: tools/b/package-lock.json:2 names the registry",
  ],
  [{ [unit]: "test.only('a', () => {});" }, `tests: ${unit}:1 has test.only left in it`],
  [{ [unit]: "describe.skip('a', () => {});" }, `tests: ${unit}:1 has describe.skip left in it`],
  [{ [unit]: "test.skip.each([1])('a', () => {});" }, `tests: ${unit}:1 has test.skip left in it`],
  [{ [unit]: "setTimeout(() => {}, 5);" }, `tests: ${unit}:1 setTimeout() sleeps`],
  [{ [unit]: "await Bun.sleep(5);" }, `tests: ${unit}:1 Bun.sleep() sleeps`],
  [
    { "ARCHITECTURE.md": "# Rooms\n## Dependencies\nzod\n" },
    "pointers: ARCHITECTURE.md has no section #pure-rooms",
  ],
];

describe("a rule that is broken says so", () => {
  for (const [files, said] of breaches) {
    test(said, async () => {
      const found = await check(files);
      expect(found).toHaveLength(1);
      expect(found[0]).toStartWith(said);
    });
  }

  test("and every rule has been seen broken", () => {
    const seen = new Set(breaches.map(([, said]) => said.split(":")[0]));
    expect(rules.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });
});

/** Trees that come close to a rule and keep it. */
const kept: Readonly<Record<string, Files>> = {
  "the sound tree": {},
  "words in comments and strings": {
    [core]: `// import "@orbitdock/server"; Date.now()\nexport const a = 'import "node:fs"';`,
  },
  "a given time": { [core]: "export const a = (at: number) => new Date(at).toISOString();" },
  "a test's own clock, runtime and rehearsal": {
    [unit]: `import "node:fs";\nimport "@orbitdock/rehearsal";\nDate.now();`,
  },
  "a test that uses what another room offers to tests": {
    "packages/core/package.json": JSON.stringify({ exports: { "./testing": "./src/testing.ts" } }),
    "packages/client/src/a.test.ts": `import "@orbitdock/core/testing";`,
  },
  "the server's clock": { "packages/server/src/b.ts": "Date.now(); setTimeout(() => {}, 1);" },
  "a deadline and a driven clock": {
    [unit]: `setTimeout(() => {}, 5); // deadline\n// drives time\nawait Bun.sleep(5);`,
  },
  "generated code": {
    "packages/core/src/generated/v2/utils.ts": `${"//\n".repeat(900)}import "left-pad";`,
  },
  "a generated file's check that passes": { "packages/core/check-generated.ts": "" },
  "paths that only look like a machine's": {
    "docs/a.md": "packages/work/a, ~/root/a, /home/user/a, https://example.org/work/a",
  },
  "optional packages that are locked": {
    "package-lock.json":
      `{"packages":{"a":{"optionalDependencies":{"a-linux-x64":"1.0.0"}},` +
      `"node_modules/a-linux-x64":{}}}`,
  },
};

describe("no rule is broken by", () => {
  for (const [name, files] of Object.entries(kept)) {
    test(name, async () => expect(await check(files)).toEqual([]));
  }
});

test("code that does not parse is told, not passed over", async () => {
  await expect(check({ [core]: "const = ;" })).rejects.toThrow(`${core} does not parse`);
});
