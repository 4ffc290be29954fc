import type { AgentInput } from "@orbitdock/core";
import type { MessageType } from "@orbitdock/protocol";
import { text } from "../read.ts";
import { itemId } from "./items.ts";

interface Delta {
  turnId: string;
  itemId: string;
  delta: string;
}

/** More of what the agent says or thinks. */
export function contentDelta(params: Delta, type: MessageType): AgentInput[] {
  return grown(params, "content", type, text(params.delta, "delta"));
}

/** More of a tool's output. */
export function outputDelta(params: Delta): AgentInput[] {
  return grown(params, "tool_output", "tool", text(params.delta, "delta"));
}

/** A blank line between two parts of a reasoning summary; the first part needs none. */
export function summaryPart(params: Omit<Delta, "delta"> & { summaryIndex: number }): AgentInput[] {
  return params.summaryIndex > 0 ? grown(params, "content", "thinking", "\n\n") : [];
}

/** A line of a tool's own about how far it has come. */
export function progress(params: Omit<Delta, "delta"> & { message: string }): AgentInput[] {
  return grown(params, "tool_output", "tool", `${text(params.message, "message")}\n`);
}

function grown(
  of: Omit<Delta, "delta">,
  field: "content" | "tool_output",
  type: MessageType,
  more: string,
): AgentInput[] {
  const native_id = itemId(of.turnId, of.itemId);
  if (more === "") return [];
  return [{ type: "item_delta", native_id, field, text: more, message_type: type }];
}
