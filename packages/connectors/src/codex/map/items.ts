import type { AgentInput, ItemFacts } from "@orbitdock/core";
import type { MessageStatus, NoticeKind } from "@orbitdock/protocol";
import type { ThreadItem } from "../generated/protocol.ts";
import { list, text, textOrNull, texts } from "../read.ts";
import {
  agentCall,
  commandCall,
  dynamicCall,
  fileChangeCall,
  imageGenerationCall,
  imageViewCall,
  mcpCall,
  sleepCall,
  webSearchCall,
} from "./tool-items.ts";

/** The id of an item for core. Providers reuse item ids in later turns. */
export function itemId(turnId: unknown, id: unknown): string {
  return `${text(turnId, "turnId")}/${text(id, "item id")}`;
}

/** An item that begins. */
export function itemStarted(item: ThreadItem, nativeId: string): AgentInput[] {
  const read = readItem(item);
  if (read.kind !== "message") return [];
  const { content, ...facts } = read.facts;
  // An empty text at the start is no fact: deltas bring it.
  const known = content === undefined || content === "" ? facts : { ...facts, content };
  return [{ type: "item_started", native_id: nativeId, ...known }];
}

/** An item that is over, live or read from the thread's history. */
export function itemCompleted(item: ThreadItem, nativeId: string): AgentInput[] {
  const read = readItem(item);
  switch (read.kind) {
    case "message":
      return [{ type: "item_completed", native_id: nativeId, status: read.status, ...read.facts }];
    case "notice":
      return [{ type: "notice", kind: read.notice, text: read.text, native_id: nativeId }];
    case "unknown":
      return [{ type: "unknown_event", name: `item:${read.name}`, event: JSON.stringify(item) }];
  }
}

type ReadItem =
  | { kind: "message"; facts: ItemFacts; status: MessageStatus }
  | { kind: "notice"; notice: NoticeKind; text: string }
  | { kind: "unknown"; name: string };

function readItem(item: ThreadItem): ReadItem {
  switch (item.type) {
    case "userMessage":
      return said({
        message_type: "user",
        content: userText(item),
        ...(typeof item.clientId === "string" ? { message_id: item.clientId } : {}),
      });
    case "agentMessage":
    case "plan":
      return said({ message_type: "assistant", content: text(item.text, "text") });
    case "reasoning":
      return said({ message_type: "thinking", content: reasoningText(item) });
    case "exitedReviewMode":
      return said({ message_type: "assistant", content: text(item.review, "review") });
    case "functionCallOutput":
      return said({
        message_type: "tool_result",
        tool_name: item.namespace ? `${item.namespace}__${item.name}` : text(item.name, "name"),
        content: typeof item.output === "string" ? item.output : JSON.stringify(item.output),
      });
    case "commandExecution":
      return { kind: "message", ...commandCall(item) };
    case "fileChange":
      return { kind: "message", ...fileChangeCall(item) };
    case "mcpToolCall":
      return { kind: "message", ...mcpCall(item) };
    case "dynamicToolCall":
      return { kind: "message", ...dynamicCall(item) };
    case "collabAgentToolCall":
      return { kind: "message", ...agentCall(item) };
    case "webSearch":
      return { kind: "message", ...webSearchCall(item) };
    case "imageView":
      return { kind: "message", ...imageViewCall(item) };
    case "imageGeneration":
      return { kind: "message", ...imageGenerationCall(item) };
    case "sleep":
      return { kind: "message", ...sleepCall(item) };
    case "hookPrompt":
      return notice("info", `A hook says: ${hookText(item)}`);
    case "subAgentActivity":
      return notice("info", `Subagent ${text(item.agentPath, "agentPath")} ${item.kind}`);
    case "enteredReviewMode":
      return notice("info", `Review started: ${text(item.review, "review")}`);
    case "contextCompaction":
      return notice("compaction", "The context was compacted.");
    default:
      return {
        kind: "unknown",
        name: text((item satisfies never as ThreadItem).type, "item type"),
      };
  }
}

function said(facts: ItemFacts): ReadItem {
  return { kind: "message", facts, status: "complete" };
}

function notice(kind: NoticeKind, said: string): ReadItem {
  return { kind: "notice", notice: kind, text: said };
}

function userText(item: Extract<ThreadItem, { type: "userMessage" }>): string {
  const parts = list(item.content, "content").map((part) =>
    part.type === "text" ? text(part.text, "text") : `[${part.type}]`,
  );
  return parts.join("\n");
}

/** The summary's parts where there is one, else what the model thought word by word. */
function reasoningText(item: Extract<ThreadItem, { type: "reasoning" }>): string {
  const summary = texts(item.summary);
  return (summary.length > 0 ? summary : texts(item.content)).join("\n\n");
}

function hookText(item: Extract<ThreadItem, { type: "hookPrompt" }>): string {
  return list(item.fragments, "fragments")
    .map((fragment) => textOrNull(fragment.text) ?? "")
    .join("\n");
}
