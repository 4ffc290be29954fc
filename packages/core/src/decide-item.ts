import { limits, type Message, type MessageChanges } from "@orbitdock/protocol";
import type { Draft } from "./draft.ts";
import type { AgentInput, Input, ItemFacts } from "./input.ts";

type ItemInput = Extract<
  AgentInput,
  { type: "item_started" | "item_delta" | "item_completed" | "items_abandoned" | "notice" }
>;

const itemInputs = new Set([
  "item_delta",
  "item_started",
  "item_completed",
  "items_abandoned",
  "notice",
]);

export function isItemInput(input: Input): input is ItemInput {
  return itemInputs.has(input.type);
}

/** What an agent says and does, message by message. */
export function decideItem(draft: Draft, input: ItemInput): void {
  switch (input.type) {
    case "item_delta":
      return grow(draft, input);
    case "item_started":
      return start(draft, input.native_id, input);
    case "item_completed":
      return complete(draft, input);
    case "items_abandoned":
      return cutOffSpeech(draft);
    case "notice":
      return draft.notice(input.kind, input.text, input.native_id);
  }
}

/** Marks what the agent was saying as cut off; what had come is kept. */
export function cutOffSpeech(draft: Draft): void {
  cutOff(draft, (message) => message.message_type !== "tool");
}

/** Marks everything that still streams as cut off. */
export function cutOffAll(draft: Draft): void {
  cutOff(draft, () => true);
}

function cutOff(draft: Draft, concerns: (message: Message) => boolean): void {
  for (const message of draft.state.messages)
    if (message.status === "streaming" && concerns(message))
      draft.update(message.id, { status: "interrupted" });
}

function grow(draft: Draft, input: Extract<ItemInput, { type: "item_delta" }>): void {
  const message =
    unfinished(draft, input.native_id) ??
    begin(draft, input.native_id, { message_type: input.message_type });
  if (input.field === "content") {
    const offset = message.content.length;
    draft.update(message.id, { content_append: { offset, text: input.text } });
    return;
  }
  const offset = message.tool_output?.length ?? 0;
  if (offset >= limits.toolOutput) return;
  const room = limits.toolOutput - offset;
  const text = input.text.length < room ? input.text : `${input.text.slice(0, room)}\n${cutMark}`;
  draft.update(message.id, { tool_output_append: { offset, text } });
}

const cutMark = "[OrbitDock shows no more of this output while the command runs]";

function start(draft: Draft, nativeId: string, facts: ItemFacts): void {
  if (facts.message_type === "user") return heardUser(draft, nativeId, facts);
  const already = unfinished(draft, nativeId);
  if (already) draft.update(already.id, changesOf(already, facts));
  else begin(draft, nativeId, facts);
}

function complete(draft: Draft, input: Extract<ItemInput, { type: "item_completed" }>): void {
  if (input.message_type === "user") return heardUser(draft, input.native_id, input);
  const status = input.status ?? "complete";
  const known = unfinished(draft, input.native_id);
  if (known) draft.update(known.id, { ...changesOf(known, input), status });
  else if (!latest(draft, input.native_id)) begin(draft, input.native_id, input, status);
}

/** The agent repeats what a person said: ours is known by the id we sent along, or by its words. */
function heardUser(draft: Draft, nativeId: string, facts: ItemFacts): void {
  if (latest(draft, nativeId)) return;
  const ours =
    find(draft, (message) => message.id === facts.message_id) ??
    find(
      draft,
      (message) =>
        message.message_type === "user" &&
        message.native_id === undefined &&
        message.content === facts.content,
    );
  if (ours) draft.update(ours.id, { native_id: nativeId });
  else
    draft.append({
      message_type: "user",
      content: facts.content ?? "",
      native_id: nativeId,
    });
}

function begin(
  draft: Draft,
  nativeId: string,
  facts: ItemFacts,
  status: Message["status"] = "streaming",
): Message {
  return draft.append({
    message_type: facts.message_type,
    content: facts.content ?? "",
    tool_name: facts.tool_name ?? null,
    tool_input: facts.tool_input ?? null,
    tool_output: facts.tool_output === undefined ? null : boundedOutput(facts.tool_output),
    is_error: facts.is_error ?? false,
    duration_ms: facts.duration_ms ?? null,
    native_id: nativeId,
    status,
  });
}

/** Only what differs, so that an item whose text was streamed is not said twice. */
function changesOf(message: Message, facts: ItemFacts): MessageChanges {
  const changes: MessageChanges = {};
  const { content, tool_name, tool_input, tool_output, is_error, duration_ms } = facts;
  if (content !== undefined && content !== message.content) changes.content = content;
  if (tool_name !== undefined && tool_name !== message.tool_name) changes.tool_name = tool_name;
  if (tool_input !== undefined && tool_input !== message.tool_input)
    changes.tool_input = tool_input;
  if (tool_output !== undefined) {
    const output = boundedOutput(tool_output);
    if (output !== message.tool_output) changes.tool_output = output;
  }
  if (is_error !== undefined && is_error !== message.is_error) changes.is_error = is_error;
  if (duration_ms !== undefined && duration_ms !== message.duration_ms)
    changes.duration_ms = duration_ms;
  return changes;
}

/** The end of an output says more than its beginning. */
function boundedOutput(output: string): string {
  if (output.length <= limits.toolOutput) return output;
  const left = output.length - limits.toolOutput;
  return `[the first ${left} characters of this output are not kept]\n${output.slice(left)}`;
}

/**
 * The item's message if more may come of it. An interrupt does not stop a running command: it goes
 * on saying things, and ends, after the turn did.
 */
function unfinished(draft: Draft, nativeId: string): Message | undefined {
  const message = latest(draft, nativeId);
  return message?.status === "streaming" || message?.status === "interrupted" ? message : undefined;
}

/** Agents may use an id again for another item: the newest life of it counts. */
function latest(draft: Draft, nativeId: string): Message | undefined {
  return find(draft, (message) => message.native_id === nativeId);
}

function find(draft: Draft, fits: (message: Message) => boolean): Message | undefined {
  const { messages } = draft.state;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message && fits(message)) return message;
  }
  return undefined;
}
