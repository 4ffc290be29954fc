import type { ScenarioInput, ScenarioItemInput, ScenarioResponseInput } from "../scenario.ts";

/** One session of the demo: what a rehearsal creates over the wire, and what is then played. */
export interface DemoSession {
  name: string;
  provider: "codex";
  prompt: string;
  approval_policy: "untrusted" | "on-request" | "never";
  sandbox_mode: "danger-full-access";
  model?: string;
  /** Below the demo repository; the session's working directory. */
  subdir: string;
  scenario: ScenarioInput;
}

/** The person's pace of a model that thinks. */
export function think(text: string): ScenarioItemInput {
  return { type: "reasoning", text, pace_ms: 28, jitter_ms: 12, seed: text.length };
}

/** Words between tool calls. */
export function note(text: string): ScenarioItemInput {
  return { type: "text", text, phase: "commentary", pace_ms: 26, jitter_ms: 12, seed: text.length };
}

/** The answer that ends a turn. */
export function answer(text: string): ScenarioItemInput {
  return {
    type: "text",
    text,
    phase: "final_answer",
    pace_ms: 24,
    jitter_ms: 14,
    seed: text.length,
  };
}

export function run(cmd: string, more: Record<string, unknown> = {}): ScenarioItemInput {
  // Long enough that a command which takes seconds ends in the same call.
  return { type: "call", name: "exec_command", args: { cmd, yield_time_ms: 30_000, ...more } };
}

export function patch(...lines: string[]): ScenarioItemInput {
  return { type: "patch", patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") };
}

/** A plan whose first `done` steps are completed and whose next one is being worked on. */
export function plan(done: number, ...steps: string[]): ScenarioItemInput {
  const status = (i: number) => (i < done ? "completed" : i === done ? "in_progress" : "pending");
  return {
    type: "call",
    name: "update_plan",
    args: { plan: steps.map((step, i) => ({ step, status: status(i) })) },
  };
}

/**
 * Gives each response the usage of a thread that grows by a few thousand tokens a step.
 * @param startTokens what the thread's context holds at its first request
 */
export function scene(startTokens: number, ...responses: ScenarioResponseInput[]): ScenarioInput {
  return {
    responses: responses.map((response, step) => {
      const input = startTokens + step * Math.round(2100 + startTokens * 0.06);
      return {
        delay_ms: 500,
        usage: { input, cached: Math.round(input * 0.82), output: 420 + step * 90, reasoning: 160 },
        rate_limits: {
          primary: { used_percent: 38, window_minutes: 300, resets_in_s: 7800 },
          secondary: { used_percent: 17, window_minutes: 10_080, resets_in_s: 320_000 },
        },
        ...response,
      };
    }),
  };
}
