import type { Message } from "@orbitdock/protocol";
import { parseDiff } from "../approval/diff-parse.ts";
import { shortPath } from "../look/short-path.ts";

export interface ToolFacts {
  name: string;
  /** What it was called with, in one line. */
  argument: string;
  /** The same with nothing left out. */
  whole: string;
  /** For edits: what changes, as a unified diff. */
  diff: string | null;
  added: number;
  removed: number;
}

const known = new WeakMap<Message, ToolFacts>();

/** What a tool's line says. Kept by message, which is a new object whenever it changes. */
export function toolFacts(message: Message, root: string): ToolFacts {
  const held = known.get(message);
  if (held) return held;
  const facts = read(message, root);
  known.set(message, facts);
  return facts;
}

function read(message: Message, root: string): ToolFacts {
  const name = nameOf(message.tool_name ?? "Tool");
  const none = { name, diff: null, added: 0, removed: 0 };
  if (message.message_type === "tool_result") return { ...none, argument: "", whole: "" };
  if (message.tool_name !== "Edit") return { ...none, ...told(message, root) };
  const paths = message.content.split("\n").map((path) => shortPath(path, root));
  const diff = editDiff(message.tool_input, root);
  const files = diff === null ? [] : parseDiff(diff);
  return {
    name,
    argument: paths.join(", "),
    whole: message.content,
    diff,
    added: files.reduce((sum, file) => sum + file.added, 0),
    removed: files.reduce((sum, file) => sum + file.removed, 0),
  };
}

/** `mcp__github__search_issues` is said `github search_issues`. */
function nameOf(tool: string): string {
  return tool.startsWith("mcp__") ? tool.slice(5).replace("__", " ") : tool;
}

/** Tools whose argument is a path. */
const ofFiles = new Set(["Read", "Write", "NotebookEdit"]);

function told({ tool_name: tool, content }: Message, root: string) {
  const short = ofFiles.has(tool ?? "") ? shortPath(content, root) : content;
  return { argument: oneLine(short), whole: content };
}

function oneLine(text: string): string {
  return text.slice(0, 400).replace(/\s*\n\s*/g, " ⏎ ");
}

interface Change {
  path: string;
  kind: string;
  diff: string;
}

/** Of `{changes: [{path, kind, diff}]}`; an added or deleted file's diff is its bare text. */
function editDiff(input: string | null, root: string): string | null {
  const changes = changesOf(input);
  if (changes.length === 0) return null;
  return changes
    .map(({ path, kind, diff }) => {
      const short = shortPath(path, root);
      const from = kind === "add" ? "/dev/null" : `a/${short}`;
      const to = kind === "delete" ? "/dev/null" : `b/${short}`;
      const body = kind === "update" ? diff : whole(diff, kind === "add" ? "+" : "-");
      return `--- ${from}\n+++ ${to}\n${body}`;
    })
    .join("\n");
}

function whole(text: string, sign: "+" | "-"): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const [old, now] = sign === "+" ? ["0,0", `1,${lines.length}`] : [`1,${lines.length}`, "0,0"];
  return [`@@ -${old} +${now} @@`, ...lines.map((line) => sign + line)].join("\n");
}

function changesOf(input: string | null): Change[] {
  if (input === null) return [];
  try {
    const { changes } = JSON.parse(input) as { changes?: unknown };
    return Array.isArray(changes) ? changes.filter(isChange) : [];
  } catch {
    // A tool's input is whatever the agent sent; what is not ours to read is not shown as a diff.
    return [];
  }
}

function isChange(value: unknown): value is Change {
  if (typeof value !== "object" || value === null) return false;
  const { path, kind, diff } = value as Record<string, unknown>;
  return typeof path === "string" && typeof kind === "string" && typeof diff === "string";
}
