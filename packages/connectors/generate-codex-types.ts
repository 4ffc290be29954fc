/**
 * Writes src/codex/generated/protocol.ts from an installed Codex, pruned to what the connector reads.
 * Run: node_modules/.bin/bun packages/connectors/generate-codex-types.ts [path of a codex binary]
 */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { findCodex } from "./src/codex/find.ts";

/** The types the connector starts from; everything they refer to comes along. */
const roots = [
  "ServerNotification",
  "ServerRequest",
  "InitializeParams",
  "ApplyPatchApprovalResponse",
  "ExecCommandApprovalResponse",
  "v2/CommandExecutionRequestApprovalResponse",
  "v2/FileChangeRequestApprovalResponse",
  "v2/GetAccountParams",
  "v2/GetAccountResponse",
  "v2/McpServerElicitationRequestResponse",
  "v2/ModelListParams",
  "v2/ModelListResponse",
  "v2/PermissionsRequestApprovalResponse",
  "v2/ThreadBackgroundTerminalsCleanParams",
  "v2/ThreadCompactStartParams",
  "v2/ThreadForkParams",
  "v2/ThreadForkResponse",
  "v2/ThreadReadParams",
  "v2/ThreadReadResponse",
  "v2/ThreadResumeParams",
  "v2/ThreadResumeResponse",
  "v2/ThreadSetNameParams",
  "v2/ThreadSettingsUpdateParams",
  "v2/ThreadStartParams",
  "v2/ThreadStartResponse",
  "v2/ThreadTurnsListParams",
  "v2/ThreadTurnsListResponse",
  "v2/ThreadUnsubscribeParams",
  "v2/ToolRequestUserInputResponse",
  "v2/TurnInterruptParams",
  "v2/TurnStartParams",
  "v2/TurnStartResponse",
  "v2/TurnSteerParams",
];

export const generatedFile = join(import.meta.dir, "src/codex/generated/protocol.ts");
export const regenerate = "node_modules/.bin/bun packages/connectors/generate-codex-types.ts";

/** The Codex that the types are made from: the one of ORBITDOCK_CODEX, the packaged one, or PATH's. */
export function codexForTypes(): string | undefined {
  const packaged = resolve(import.meta.dir, "../../tools/agents/node_modules/@openai/codex");
  const { PATH: _, ...env } = process.env;
  return (findCodex(env, [packaged]) ?? findCodex(process.env, []))?.path;
}

/** The bindings of this Codex, pruned and in one file, and their digest. */
export function generate(codex: string): { version: string; text: string; digest: string } {
  const dir = mkdtempSync(join(tmpdir(), "codex-types-"));
  try {
    run(codex, ["app-server", "generate-ts", "--experimental", "--out", dir]);
    const version = run(codex, ["--version"]).trim();
    const text = bundle(dir);
    const digest = createHash("sha256").update(text).digest("hex");
    return { version, text, digest };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The digest that the committed file was made with. */
export function committedDigest(): string | undefined {
  if (!existsSync(generatedFile)) return undefined;
  return /^\/\/ sha256 ([0-9a-f]{64})$/m.exec(readFileSync(generatedFile, "utf8"))?.[1];
}

function run(command: string, args: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([command, ...args]);
  if (exitCode === 0) return stdout.toString();
  throw new Error(`${command} ${args.join(" ")} failed (${exitCode}): ${stderr.toString()}`);
}

const importLine = /^import type \{ (\w+) \} from "([^"]+)";$/gm;

/** All files that the roots need, as one module; a name that two files use gets its folder in front. */
function bundle(dir: string): string {
  const sources = new Map<string, string>();
  const collect = (file: string): void => {
    if (sources.has(file)) return;
    const source = readFileSync(`${file}.ts`, "utf8");
    sources.set(file, source);
    for (const [, , path] of source.matchAll(importLine))
      collect(resolve(dirname(file), path ?? ""));
  };
  for (const root of roots) collect(join(dir, root));

  const files = [...sources.keys()].toSorted();
  const names = new Map<string, string>();
  for (const file of files) {
    const [name = ""] = file.split("/").slice(-1);
    const twice = files.filter((other) => other.endsWith(`/${name}`)).length > 1;
    const folder = dirname(relative(dir, file)) === "." ? "Core" : "";
    names.set(file, twice ? `${folder}${name}` : name);
  }
  return files.map((file) => declaration(file, sources.get(file) ?? "", names)).join("\n");
}

function declaration(file: string, source: string, names: Map<string, string>): string {
  const renamed = new Map([[file.split("/").at(-1) ?? "", names.get(file) ?? ""]]);
  for (const [, name, path] of source.matchAll(importLine))
    renamed.set(name ?? "", names.get(resolve(dirname(file), path ?? "")) ?? "");
  let body = source.replaceAll(importLine, "").replace(/^\/\/ .*$/gm, "");
  for (const [from, to] of renamed)
    if (from !== to) body = body.replaceAll(new RegExp(`(?<!["/])\\b${from}\\b(?!["/])`, "g"), to);
  return `${body.trim()}\n`;
}

if (import.meta.main) {
  const codex = process.argv[2] ?? codexForTypes();
  if (codex === undefined) throw new Error("Codex is not installed. Run: node tools/agents.mjs");
  const { version, text, digest } = generate(codex);
  const head = [
    `// Generated from ${version} (app-server generate-ts --experimental), pruned. Do not edit.`,
    "// To renew: packages/connectors/generate-codex-types.ts",
    `// sha256 ${digest}`,
  ];
  writeFileSync(generatedFile, `${head.join("\n")}\n\n${text}`);
  console.log(
    `${version}: ${text.split("\n").length} lines, ${relative(process.cwd(), generatedFile)}`,
  );
}
