/** The Anthropic Messages API as far as Claude Code needs it: text, thinking and tool use. */
import { z } from "zod";
import { callId, itemId } from "./conversation.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { sse } from "./play.ts";
import type { Dialect, SpokenItem } from "./play.ts";
import { ScenarioError } from "./scenario.ts";
import type { ScenarioItem, ScenarioResponse, Usage } from "./scenario.ts";

const textBlock = z.looseObject({ type: z.string(), text: z.string().optional() });
const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
  content: z.union([z.string(), z.array(textBlock)]).optional(),
});
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(["user", "assistant", "system"]),
        content: z.union([z.string(), z.array(block)]),
      }),
    )
    .max(100_000),
  tools: z.array(z.unknown()).optional(),
  metadata: z.looseObject({ user_id: z.string().optional() }).optional(),
});

/**
 * Reads the history out of a request. Throws a ZodError where it is none.
 * Claude Code also asks for titles and the like, without tools and with the person's prompt in
 * it: those requests are `aside`, and no scenario is meant for them.
 */
export function readMessagesRequest(body: unknown): {
  model: string;
  aside: boolean;
  conversation: Conversation;
} {
  const request = requestSchema.parse(body);
  const entries: Entry[] = [];
  for (const { role, content } of request.messages) {
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    if (role === "assistant") entries.push(...assistantEntries(blocks));
    else if (role === "user") entries.push(...userEntries(blocks));
  }
  const id =
    request.metadata?.user_id ?? Bun.hash(JSON.stringify(request.messages[0])).toString(36);
  const aside = (request.tools ?? []).length === 0;
  return { model: request.model, aside, conversation: { id, entries } };
}

type Block = z.input<typeof block>;

function assistantEntries(blocks: readonly Block[]): Entry[] {
  return blocks.flatMap((part): Entry[] => {
    if (part.type === "tool_use") return [{ kind: "call", id: part.id ?? "" }];
    return part.type === "text" ? [{ kind: "assistant" }] : [];
  });
}

function userEntries(blocks: readonly Block[]): Entry[] {
  const results = blocks.filter((part) => part.type === "tool_result");
  const outputs = results.map((part): Entry => {
    const { content = "" } = part;
    const text =
      typeof content === "string" ? content : content.map((each) => each.text ?? "").join("\n");
    return { kind: "output", id: part.tool_use_id ?? "", text };
  });
  const texts = blocks.filter((part) => part.type === "text").map((part) => part.text ?? "");
  return texts.length === 0 ? outputs : [...outputs, { kind: "user", text: texts.join("\n") }];
}

/** Words a response as Anthropic's events. `step` goes into the tool use ids. */
export function messagesDialect(step: number, model: string, inputTokens: number): Dialect {
  let calls = 0;
  const blockStart = (index: number, content_block: object) =>
    sse("content_block_start", { index, content_block });
  const blockDelta = (index: number, delta: object) => sse("content_block_delta", { index, delta });
  return {
    start: () =>
      sse("message_start", {
        message: {
          id: itemId("msg"),
          type: "message",
          role: "assistant",
          model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: inputTokens, output_tokens: 1 },
        },
      }),
    open(item, index) {
      if (item.type === "text") return blockStart(index, { type: "text", text: "" });
      if (item.type === "reasoning") {
        return blockStart(index, { type: "thinking", thinking: "", signature: "" });
      }
      const { name } = asCall(item);
      calls++;
      const id = callId("toolu", step);
      return blockStart(index, { type: "tool_use", id, name, input: {} });
    },
    delta: (item, index, delta) =>
      item.type === "text"
        ? blockDelta(index, { type: "text_delta", text: delta })
        : blockDelta(index, { type: "thinking_delta", thinking: delta }),
    close(item, index) {
      const stop = sse("content_block_stop", { index });
      if (item.type === "text") return stop;
      if (item.type === "reasoning") {
        return blockDelta(index, { type: "signature_delta", signature: "c2lnbmF0dXJl" }) + stop;
      }
      const partial_json = JSON.stringify(asCall(item).args);
      return blockDelta(index, { type: "input_json_delta", partial_json }) + stop;
    },
    finish: (usage) =>
      sse("message_delta", {
        delta: { stop_reason: calls > 0 ? "tool_use" : "end_turn", stop_sequence: null },
        usage: anthropicUsage(usage),
      }) + sse("message_stop", {}),
    fail: (code, message) => sse("error", { error: { type: code, message } }),
  };
}

function asCall(item: SpokenItem): Extract<ScenarioItem, { type: "call" }> {
  if (item.type === "call") return item;
  throw new ScenarioError(`Claude has no ${item.type}; script a call of one of its tools.`);
}

function anthropicUsage(usage: Usage): object {
  return {
    input_tokens: Math.max(0, usage.input - usage.cached),
    cache_read_input_tokens: usage.cached,
    cache_creation_input_tokens: 0,
    output_tokens: usage.output,
  };
}

/** @throws {ScenarioError} if the response has a part that this API cannot say */
export function checkForMessages(response: ScenarioResponse, items: ScenarioItem[]): void {
  if (response.rate_limits) {
    throw new ScenarioError("rate_limits are Codex' headers; Claude is told none with an API key.");
  }
  for (const item of items) {
    if (item.type === "patch" || item.type === "web_search") asCall(item);
  }
}
