import { parseSync } from "oxc-parser";

/** A node of the syntax tree, as far as the rules look at it. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [field: string]: unknown;
};

export type Import = {
  readonly from: string;
  readonly line: number;
};

/** A parsed module. */
export type Code = {
  /** All it imports, re-exports, imports at run time, or takes types from. */
  readonly imports: readonly Import[];
  readonly nodes: readonly Node[];
  /** The line of an offset, counted from 1. */
  readonly lineAt: (offset: number) => number;
  /** The text of the comments that touch a line. */
  readonly commentsOn: (line: number) => string;
};

/** Parses TypeScript or JavaScript; throws where the parser finds it is neither. */
export function parseCode(path: string, text: string): Code {
  const parsed = parseSync(path, text);
  const error = parsed.errors.find(({ severity }) => severity === "Error");
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  const nodes: Node[] = [];
  collect(parsed.program, nodes);
  const lineAt = lineFinder(text);
  const comments = new Map<number, string>();
  for (const { start, end, value } of parsed.comments) {
    for (let line = lineAt(start); line <= lineAt(end); line++) {
      comments.set(line, `${comments.get(line) ?? ""} ${value}`);
    }
  }
  return {
    imports: nodes.flatMap((node) => importOf(node, lineAt)),
    nodes,
    lineAt,
    commentsOn: (line) => comments.get(line) ?? "",
  };
}

const importTypes = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

function importOf(node: Node, lineAt: (offset: number) => number): Import[] {
  const source = node["source"];
  if (!importTypes.has(node.type) || !isNode(source)) return [];
  const from = source["value"];
  return typeof from === "string" ? [{ from, line: lineAt(node.start) }] : [];
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
  } else if (isNode(value)) {
    into.push(value);
    for (const field of Object.values(value)) collect(field, into);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** `Date.now` for a member expression of plain names, `setTimeout` for a name, else null. */
export function dottedName(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Identifier") return String(node["name"]);
  if (node.type !== "MemberExpression" || node["computed"] === true) return null;
  const object = dottedName(node["object"]);
  const property = dottedName(node["property"]);
  return object && property ? `${object}.${property}` : null;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
