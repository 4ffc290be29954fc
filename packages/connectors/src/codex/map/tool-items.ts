import type { ItemFacts } from "@orbitdock/core";
import type { MessageStatus } from "@orbitdock/protocol";
import type { FileUpdateChange, ThreadItem } from "../generated/protocol.ts";
import { countOrNull, list, text, textOrNull, texts } from "../read.ts";
import { isFields } from "../wire.ts";
import { unwrapCommand } from "./command-line.ts";

type Item<Type extends ThreadItem["type"]> = Extract<ThreadItem, { type: Type }>;

/** A tool call as far as it has come; `status` is how it ended, should it have. */
export interface ToolCall {
  facts: ItemFacts;
  status: MessageStatus;
}

/** A shell command. Its output deltas miss the first chunk: the aggregate at the end is right (0.169). */
export function commandCall(item: Item<"commandExecution">): ToolCall {
  const command = unwrapCommand(text(item.command, "command"));
  const exitCode = typeof item.exitCode === "number" ? item.exitCode : null;
  return {
    facts: {
      ...tool("Bash", command, { command, cwd: item.cwd }),
      ...output(textOrNull(item.aggregatedOutput)),
      ...failed(item.status === "failed" || (exitCode !== null && exitCode !== 0)),
      ...duration(item.durationMs),
    },
    status: endOf(item.status),
  };
}

export function fileChangeCall(item: Item<"fileChange">): ToolCall {
  return {
    facts: { ...fileChangeFacts(item.changes), ...failed(item.status === "failed") },
    status: endOf(item.status),
  };
}

/** What a set of file changes looks like as a tool call. */
export function fileChangeFacts(changes: FileUpdateChange[]): ItemFacts {
  const known = list(changes, "changes").map(({ path, kind, diff }) => ({
    path: text(path, "path"),
    kind: kind.type,
    ...(kind.type === "update" && kind.move_path ? { moved_to: kind.move_path } : {}),
    diff: text(diff, "diff"),
  }));
  return tool("Edit", known.map((change) => change.path).join("\n"), { changes: known });
}

export function mcpCall(item: Item<"mcpToolCall">): ToolCall {
  const name = `mcp__${text(item.server, "server")}__${text(item.tool, "tool")}`;
  const input = inputOf(item.arguments);
  const error = item.error ? text(item.error.message, "error") : null;
  return {
    facts: {
      ...tool(name, summaryOf(input), input),
      ...output(error ?? (item.result ? mcpText(item.result) : null)),
      ...failed(item.status === "failed"),
      ...duration(item.durationMs),
    },
    status: endOf(item.status),
  };
}

function mcpText(result: NonNullable<Item<"mcpToolCall">["result"]>): string {
  const parts = list(result.content, "content").map((part) =>
    isFields(part) && typeof part["text"] === "string" ? part["text"] : JSON.stringify(part),
  );
  if (parts.length === 0 && result.structuredContent !== null)
    return JSON.stringify(result.structuredContent);
  return parts.join("\n");
}

export function dynamicCall(item: Item<"dynamicToolCall">): ToolCall {
  const { namespace, contentItems } = item;
  const input = inputOf(item.arguments);
  const said = contentItems?.map((part) =>
    part.type === "inputText" ? text(part.text, "text") : `[${part.type}]`,
  );
  return {
    facts: {
      ...tool(
        namespace ? `${namespace}__${text(item.tool, "tool")}` : text(item.tool, "tool"),
        summaryOf(input),
        input,
      ),
      ...output(said?.join("\n") ?? null),
      ...failed(item.status === "failed" || item.success === false),
      ...duration(item.durationMs),
    },
    status: endOf(item.status),
  };
}

/** Something asked of other agents: starting one, telling it something, waiting for it. */
export function agentCall(item: Item<"collabAgentToolCall">): ToolCall {
  const { tool: action, prompt, model, receiverThreadIds } = item;
  const states = Object.entries(item.agentsStates ?? {});
  const said = states.map(([id, state]) => `${id}: ${state?.message ?? state?.status ?? ""}`);
  return {
    facts: {
      ...tool("Agent", textOrNull(prompt) ?? text(action, "tool"), {
        action,
        ...(prompt === null ? {} : { prompt }),
        ...(model === null ? {} : { model }),
        agents: texts(receiverThreadIds),
      }),
      ...output(said.length > 0 ? said.join("\n") : null),
      ...failed(item.status === "failed"),
    },
    status: item.status === "interrupted" ? "interrupted" : endOf(item.status),
  };
}

export function webSearchCall(item: Item<"webSearch">): ToolCall {
  const { action } = item;
  const query = textOrNull(item.query) ?? "";
  const target =
    action?.type === "openPage" || action?.type === "findInPage" ? textOrNull(action.url) : null;
  return {
    facts: tool("WebSearch", target ?? query, { query, ...(action ? { action } : {}) }),
    status: "complete",
  };
}

export function imageViewCall(item: Item<"imageView">): ToolCall {
  const path = text(item.path, "path");
  return { facts: tool("ViewImage", path, { path }), status: "complete" };
}

export function imageGenerationCall(item: Item<"imageGeneration">): ToolCall {
  const prompt = textOrNull(item.revisedPrompt) ?? "";
  return {
    facts: {
      ...tool("GenerateImage", prompt, { prompt }),
      ...output(textOrNull(item.savedPath)),
      ...failed(item.failure !== null && item.failure !== undefined),
    },
    status: "complete",
  };
}

export function sleepCall(item: Item<"sleep">): ToolCall {
  const ms = countOrNull(item.durationMs) ?? 0;
  return { facts: tool("Sleep", `${ms} ms`, { duration_ms: ms }), status: "complete" };
}

function tool(name: string, content: string, input: object): ItemFacts {
  return {
    message_type: "tool",
    tool_name: name,
    content,
    tool_input: JSON.stringify(input),
  };
}

function output(said: string | null): Pick<ItemFacts, "tool_output"> {
  return said === null ? {} : { tool_output: said };
}

function failed(is: boolean): Pick<ItemFacts, "is_error"> {
  return is ? { is_error: true } : {};
}

/** Codex leaves out the first 150 ms (0.169, measured): what is shorter has no duration, not one of 0. */
function duration(ms: number | null): Pick<ItemFacts, "duration_ms"> {
  const known = countOrNull(ms);
  return known === null || known === 0 ? {} : { duration_ms: known };
}

function endOf(status: string): MessageStatus {
  return status === "declined" ? "declined" : "complete";
}

function inputOf(value: unknown): object {
  if (isFields(value)) return value;
  return value === null || value === undefined ? {} : { value };
}

/** One line that tells calls of the same tool apart. */
function summaryOf(input: object): string {
  const values = Object.values(input);
  const [only] = values;
  if (values.length === 1 && typeof only === "string") return only;
  return values.length === 0 ? "" : JSON.stringify(input);
}
