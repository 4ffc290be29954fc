/** The OpenAI Responses API as far as Codex 0.169 uses it (measured against the binary). */
import { z } from "zod";
import { callId, itemId } from "./conversation.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { sse } from "./play.ts";
import type { Dialect, SpokenItem } from "./play.ts";
import type { RateLimits, Usage } from "./scenario.ts";

const textPart = z.looseObject({ type: z.string(), text: z.string().optional() });
const output = z.union([z.string(), z.array(textPart)]);
const call = z.looseObject({ call_id: z.string() });
const answered = z.looseObject({ call_id: z.string(), output });

const inputItem = z.looseObject({ type: z.string().default("message") });
const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(textPart)]),
});

const requestSchema = z.looseObject({
  model: z.string().default(""),
  input: z.array(inputItem).max(100_000),
  /** Codex puts the thread's id here. */
  prompt_cache_key: z.string().optional(),
});

/** Reads the history out of a request. Throws a ZodError where it is none. */
export function readResponsesRequest(body: unknown): { model: string; conversation: Conversation } {
  const request = requestSchema.parse(body);
  const entries: Entry[] = [];
  for (const item of request.input) {
    const entry = entryOf(item);
    if (entry) entries.push(entry);
  }
  const id = request.prompt_cache_key ?? Bun.hash(JSON.stringify(request.input[0])).toString(36);
  return { model: request.model, conversation: { id, entries } };
}

function entryOf(item: z.output<typeof inputItem>): Entry | undefined {
  switch (item.type) {
    case "message": {
      const { role, content } = message.parse(item);
      if (role === "assistant") return { kind: "assistant" };
      return role === "user" ? { kind: "user", text: plainText(content) } : undefined;
    }
    case "function_call":
    case "custom_tool_call":
      return { kind: "call", id: call.parse(item).call_id };
    case "function_call_output":
    case "custom_tool_call_output": {
      const { call_id, output: said } = answered.parse(item);
      return { kind: "output", id: call_id, text: plainText(said) };
    }
    default:
      return undefined;
  }
}

function plainText(content: z.output<typeof output>): string {
  if (typeof content === "string") return content;
  return content.map((part) => part.text ?? "").join("\n");
}

/** Words a response as the events Codex reads. `step` goes into the call ids. */
export function responsesDialect(step: number): Dialect {
  const responseId = itemId("resp");
  const ids: string[] = [];
  const done = (index: number, item: object) =>
    sse("response.output_item.done", { output_index: index, item });
  const added = (index: number, item: object) =>
    sse("response.output_item.added", { output_index: index, item });

  return {
    start: () => sse("response.created", { response: { id: responseId } }),
    open(item, index) {
      const id = itemId(PREFIX[item.type]);
      ids[index] = id;
      if (item.type === "text") return added(index, messageItem(id, item.phase, ""));
      if (item.type !== "reasoning") return "";
      const summary = { item_id: id, output_index: index, summary_index: 0 };
      return (
        added(index, { type: "reasoning", id, summary: [] }) +
        sse("response.reasoning_summary_part.added", {
          ...summary,
          part: { type: "summary_text", text: "" },
        })
      );
    },
    delta(item, index, delta) {
      const at = { item_id: ids[index], output_index: index, delta };
      return item.type === "text"
        ? sse("response.output_text.delta", { ...at, content_index: 0 })
        : sse("response.reasoning_summary_text.delta", { ...at, summary_index: 0 });
    },
    close(item, index, text) {
      const id = ids[index] ?? itemId(PREFIX[item.type]);
      switch (item.type) {
        case "text":
          return done(index, messageItem(id, item.phase, text));
        case "reasoning":
          return done(index, {
            type: "reasoning",
            id,
            summary: [{ type: "summary_text", text }],
            encrypted_content: null,
          });
        case "call": {
          const called = {
            type: "function_call",
            id,
            call_id: callId("call", step),
            name: item.name,
            ...(item.namespace === undefined ? {} : { namespace: item.namespace }),
          };
          return (
            added(index, { ...called, arguments: "" }) +
            done(index, { ...called, arguments: JSON.stringify(item.args) })
          );
        }
        case "patch": {
          const called = {
            type: "custom_tool_call",
            id,
            call_id: callId("call", step),
            name: "apply_patch",
            status: "completed",
          };
          return (
            added(index, { ...called, input: "" }) +
            sse("response.custom_tool_call_input.delta", {
              item_id: id,
              call_id: called.call_id,
              output_index: index,
              delta: item.patch,
            }) +
            done(index, { ...called, input: item.patch })
          );
        }
        case "web_search": {
          const action = { type: "search", query: item.query };
          return (
            added(index, { type: "web_search_call", id, status: "in_progress", action }) +
            done(index, { type: "web_search_call", id, status: "completed", action })
          );
        }
      }
    },
    finish: (usage) =>
      sse("response.completed", {
        response: { id: responseId, status: "completed", output: [], usage: usageOf(usage) },
      }),
    fail: (code, said) =>
      sse("response.failed", {
        response: { id: responseId, status: "failed", error: { code, message: said } },
      }),
  };
}

const PREFIX: Record<SpokenItem["type"], string> = {
  text: "msg",
  reasoning: "rs",
  call: "fc",
  patch: "ctc",
  web_search: "ws",
};

function messageItem(id: string, phase: string | undefined, text: string): object {
  return {
    type: "message",
    id,
    role: "assistant",
    ...(phase === undefined ? {} : { phase }),
    content: text === "" ? [] : [{ type: "output_text", text, annotations: [] }],
  };
}

function usageOf(usage: Usage): object {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

/** The headers from which Codex fills its rate limits. `now` in ms since 1970. */
export function rateLimitHeaders(limits: RateLimits, now: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, window] of Object.entries(limits)) {
    if (!window) continue;
    const prefix = `x-codex-${name}`;
    headers[`${prefix}-used-percent`] = String(window.used_percent);
    headers[`${prefix}-window-minutes`] = String(window.window_minutes);
    const resetAt =
      window.reset_at ??
      (window.resets_in_s === undefined ? undefined : Math.round(now / 1000) + window.resets_in_s);
    if (resetAt !== undefined) headers[`${prefix}-reset-at`] = String(resetAt);
  }
  return headers;
}
