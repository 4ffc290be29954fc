import type { AgentInput } from "@orbitdock/core";
import type { RateLimit } from "@orbitdock/protocol";
import type {
  RateLimitSnapshot,
  RateLimitWindow,
  ThreadTokenUsage,
} from "../generated/protocol.ts";
import { countOrNull, textOrNull } from "../read.ts";
import { isFields } from "../wire.ts";

/**
 * Totals are of the whole thread. What fills the context is what the last request to the model
 * came to, in and out; after a compaction Codex reports its own estimate there (0.169).
 */
export function tokenUsage(usage: ThreadTokenUsage): AgentInput {
  const { total, last, modelContextWindow } = usage;
  return {
    type: "usage",
    usage: {
      input_tokens: countOrNull(total.inputTokens) ?? 0,
      output_tokens: countOrNull(total.outputTokens) ?? 0,
      cached_tokens: countOrNull(total.cachedInputTokens) ?? 0,
      context_window: countOrNull(modelContextWindow) ?? 0,
      context_tokens: countOrNull(last.totalTokens) ?? 0,
    },
  };
}

/** The windows of an allowance that are known; Codex sends snapshots without any, too. */
export function rateLimits(snapshot: RateLimitSnapshot): RateLimit[] {
  const name = textOrNull(snapshot.limitName) ?? textOrNull(snapshot.limitId) ?? "codex";
  const windows = [
    ["primary", snapshot.primary],
    ["secondary", snapshot.secondary],
  ] as const;
  return windows.flatMap(([which, window]) =>
    isFields(window) ? [rateLimit(`${name} ${which}`, window)] : [],
  );
}

function rateLimit(name: string, window: RateLimitWindow): RateLimit {
  const { usedPercent, windowDurationMins, resetsAt } = window;
  const seconds = countOrNull(resetsAt);
  return {
    provider: "codex",
    name,
    used_percent: typeof usedPercent === "number" ? usedPercent : 0,
    window_minutes: countOrNull(windowDurationMins),
    // Past the year 9999 a date's text has another form.
    resets_at:
      seconds === null || seconds > 253_402_300_799 ? null : new Date(seconds * 1000).toISOString(),
  };
}
