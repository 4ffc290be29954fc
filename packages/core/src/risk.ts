import type { ApprovalRequest, Risk } from "@orbitdock/protocol";
import type { AgentRequest } from "./input.ts";
import { dangers, readOnlyCommands, sensitivePaths } from "./risk-rules.ts";

type Classified = Pick<ApprovalRequest, "risk" | "risk_reasons" | "risk_spans">;

/**
 * How much harm saying yes could do. An aid for the eye, not a guard: a command can hide what it
 * does, so nothing is ever approved because of this.
 */
export function classifyRisk(request: AgentRequest, projectPath: string): Classified {
  switch (request.type) {
    case "exec":
      return ofCommand(request.command ?? "");
    case "patch":
      return ofPatch(request, projectPath);
    case "question":
      return { risk: "low", risk_reasons: [] };
  }
}

function ofCommand(command: string): Classified {
  const reasons = new Set<string>();
  const spans: [number, number][] = [];
  let risk: Risk = "normal";
  for (const danger of dangers) {
    for (const match of command.matchAll(danger.pattern)) {
      const lead = match.groups?.["lead"]?.length ?? 0;
      const start = match.index + lead;
      spans.push([start, match.index + match[0].trimEnd().length]);
      reasons.add(danger.reason);
      if (danger.risk === "high") risk = "high";
    }
  }
  if (spans.length === 0 && isReadOnly(command)) risk = "low";
  return { risk, risk_reasons: [...reasons], risk_spans: merged(spans) };
}

/** Whether each part of the command is known to only read. Anything unsure is not. */
function isReadOnly(command: string): boolean {
  if (/[<>`]|\$\(/.test(command)) return false;
  const parts = command.split(/&&|\|\||[;|\n]/);
  return parts.every((part) => readOnlyCommands.some((pattern) => pattern.test(part.trim())));
}

function ofPatch(request: AgentRequest, projectPath: string): Classified {
  const reasons = new Set<string>();
  let risk: Risk = "normal";
  for (const path of patchedPaths(request)) {
    if (isOutside(path, projectPath)) {
      reasons.add(`Writes outside of the project: ${path}`);
      risk = "high";
    }
    for (const sensitive of sensitivePaths)
      if (sensitive.pattern.test(path)) {
        reasons.add(`${sensitive.reason}: ${path}`);
        risk = "high";
      }
  }
  if (request.diff && /^\+\+\+ \/dev\/null$/m.test(request.diff)) reasons.add("Deletes files");
  return { risk, risk_reasons: [...reasons] };
}

function patchedPaths(request: AgentRequest): string[] {
  const paths = new Set<string>();
  if (request.file_path) paths.add(request.file_path);
  for (const path of inputPaths(request.tool_input)) paths.add(path);
  for (const match of (request.diff ?? "").matchAll(/^(?:\+\+\+|---) (?:[ab]\/)?(.+)$/gm))
    if (match[1] && match[1] !== "/dev/null") paths.add(match[1]);
  return [...paths];
}

/** A diff's own header does not tell an absolute path from a relative one: the tool's input does. */
function inputPaths(toolInput: string | null | undefined): string[] {
  if (!toolInput) return [];
  const { changes } = Object(jsonOf(toolInput)) as { changes?: unknown };
  if (!Array.isArray(changes)) return [];
  return changes
    .flatMap((change: unknown) => {
      const { path, moved_to } = Object(change) as Record<string, unknown>;
      return [path, moved_to];
    })
    .filter((path) => typeof path === "string");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isOutside(path: string, projectPath: string): boolean {
  if (path.split(/[\\/]/).includes("..")) return true;
  const absolute = path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
  return absolute && path !== projectPath && !path.startsWith(`${projectPath.replace(/\/$/, "")}/`);
}

function merged(spans: [number, number][]): [number, number][] {
  const sorted = spans.toSorted((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
