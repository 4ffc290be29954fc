/**
 * The scenario language: what a scripted model answers, response by response.
 * Units: `_ms` milliseconds, `_s` seconds, token counts as the provider bills them.
 */
import { z } from "zod";

const ms = z.number().min(0).max(3_600_000);
const count = z.int().min(0).max(10_000_000);
const name = z.string().min(1).max(200);

const hold = z.strictObject({
  name,
  /** How many deltas are sent before the stream waits. */
  after: count.default(0),
});

const streamed = {
  /** What is said; without it, `words` generated words are. */
  text: z.string().max(500_000).optional(),
  words: z.int().min(1).max(100_000).optional(),
  /** Seed of the generated words and of the jitter. */
  seed: z.int().default(1),
  /** Characters a delta; without it a delta is a word with the blank before it. */
  chunk: z.int().min(1).max(100_000).optional(),
  /** From one delta to the next. */
  pace_ms: ms.default(0),
  /** Each pace is moved by a seeded random part of ± this much. */
  jitter_ms: ms.default(0),
  /** The stream waits here until `release(name)`. */
  hold: hold.optional(),
};

const textItem = z.strictObject({
  type: z.literal("text"),
  /** Codex tells commentary between tool calls from the final answer. */
  phase: z.enum(["commentary", "final_answer"]).optional(),
  ...streamed,
});
const reasoningItem = z.strictObject({ type: z.literal("reasoning"), ...streamed });
const callItem = z.strictObject({
  type: z.literal("call"),
  name,
  /** Codex groups the tools of an MCP server under a namespace, `mcp__<server>`. */
  namespace: name.optional(),
  args: z.record(z.string(), z.unknown()).default({}),
});
const patchItem = z.strictObject({
  type: z.literal("patch"),
  /** A whole V4A patch, from `*** Begin Patch` to `*** End Patch`. */
  patch: z.string().min(1).max(500_000),
});
const webSearchItem = z.strictObject({
  type: z.literal("web_search"),
  query: z.string().max(2000),
});
const holdItem = z.strictObject({ type: z.literal("hold"), name });

const itemSchema = z.discriminatedUnion("type", [
  textItem,
  reasoningItem,
  callItem,
  patchItem,
  webSearchItem,
  holdItem,
]);

const usageSchema = z.strictObject({
  input: count,
  cached: count.default(0),
  output: count,
  reasoning: count.default(0),
});

const windowSchema = z
  .strictObject({
    used_percent: z.number().min(0).max(1000),
    window_minutes: count,
    /** Unix time in seconds; or `resets_in_s` from the moment of the answer. */
    reset_at: z.int().min(0).optional(),
    resets_in_s: z.int().min(0).optional(),
  })
  .refine((window) => window.reset_at === undefined || window.resets_in_s === undefined, {
    message: "give reset_at or resets_in_s, not both",
  });

const rateLimitsSchema = z.strictObject({
  primary: windowSchema.optional(),
  secondary: windowSchema.optional(),
});

/** Only the first so many attempts at a step are hit; without it, every one. */
const attempts = z.int().min(1).max(1000).optional();

const errorSchema = z.strictObject({
  status: z.int().min(400).max(599),
  /** The JSON body; without it `{error: {type, message}}` fitting the status. */
  body: z.unknown().optional(),
  headers: z.record(z.string().max(200), z.string().max(2000)).default({}),
  attempts,
});

const dropSchema = z.strictObject({
  /** How many deltas are sent before the stream is cut. */
  after: count.default(0),
  attempts,
});

const responseSchema = z.strictObject({
  items: z.array(itemSchema).max(500).default([]),
  /** Said instead of `items` where the person declined what the last response asked for. */
  declined: z.array(itemSchema).max(500).optional(),
  /** Without it, estimated from the sizes of request and answer. */
  usage: usageSchema.optional(),
  rate_limits: rateLimitsSchema.optional(),
  /** Before the first byte, the headers included. */
  delay_ms: ms.default(0),
  error: errorSchema.optional(),
  drop: dropSchema.optional(),
  /** The stream ends with the provider's own failure, after the items. */
  failed: z.strictObject({ code: name, message: z.string().max(2000) }).optional(),
});

/** Checks a scenario from outside; every default is filled in. */
export const scenarioSchema = z.strictObject({
  /** Makes a script unlike another; a name for the log. */
  id: z.string().max(200).optional(),
  responses: z.array(responseSchema).min(1).max(1000),
});

/** A scenario as it is written: defaults may be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
/** A scenario as it is played: defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioResponse = Scenario["responses"][number];
export type ScenarioResponseInput = ScenarioInput["responses"][number];
export type ScenarioItem = ScenarioResponse["items"][number];
export type ScenarioItemInput = NonNullable<ScenarioResponseInput["items"]>[number];
export type StreamedItem = Extract<ScenarioItem, { type: "text" | "reasoning" }>;
export type RateLimits = z.output<typeof rateLimitsSchema>;
export type Usage = z.output<typeof usageSchema>;

/** A scenario that cannot be played: it says where it is wrong. */
export class ScenarioError extends Error {
  override name = "ScenarioError";
}

/**
 * Checks a scenario and fills in its defaults.
 * @throws {ScenarioError} naming the place that is wrong
 */
export function parseScenario(value: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ScenarioError(`This is no scenario.\n${z.prettifyError(parsed.error)}`);
}
