import { stepSince, summaryAt, wasDeclined } from "./conversation.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { parseScenario, ScenarioError } from "./scenario.ts";
import type { Scenario, ScenarioInput, ScenarioItem, ScenarioResponse } from "./scenario.ts";
import { scriptInPrompt } from "./script-in-prompt.ts";

/** What to answer one request with. */
export interface Cue {
  /** The registered name, the script's own id, `default` or `compaction`. */
  scenario: string;
  step: number;
  response: ScenarioResponse;
  items: ScenarioItem[];
}

/** The scenarios a scripted model knows by name or by prompt. */
export interface Library {
  /** @throws {ScenarioError} if the name or the scenario cannot be used */
  register(name: string, scenario: ScenarioInput, prompt?: string): void;
  /** @throws {ScenarioError} if the prompt names an unknown scenario or has a broken script */
  cue(conversation: Conversation): Cue;
}

/** Codex' own request for a summary before it compacts a thread (measured, 0.169). */
const COMPACTION = "CONTEXT CHECKPOINT COMPACTION";

/** What a model answers that was given no script. */
export const DEFAULT_SCENARIO: ScenarioInput = {
  responses: [
    {
      items: [
        { type: "reasoning", text: "There is no script for this prompt.", pace_ms: 15 },
        {
          type: "text",
          text:
            "This is a rehearsal: I am a script, not a model, and this prompt is not in it. " +
            "Everything around me is real, though: the agent, its commands, its approvals.",
          pace_ms: 20,
        },
      ],
    },
  ],
};

/** Makes a library; `otherwise` answers every prompt without a scenario. */
export function createLibrary(otherwise: ScenarioInput = DEFAULT_SCENARIO): Library {
  const named = new Map<string, Scenario>();
  const nameOfPrompt = new Map<string, string>();
  const fallback = parseScenario(otherwise);

  const find = (text: string): { name: string; scenario: Scenario } | undefined => {
    const found = scriptInPrompt(text);
    if (found?.kind === "script") {
      return { name: found.scenario.id ?? "script", scenario: found.scenario };
    }
    const name = found?.name ?? nameOfPrompt.get(text.trim());
    if (name === undefined) return undefined;
    const scenario = named.get(name);
    if (scenario) return { name, scenario };
    const known = [...named.keys()].join(", ") || "none";
    throw new ScenarioError(`No scenario is registered as "${name}". Registered: ${known}.`);
  };

  /** The last user message with a scenario rules, whatever was said to steer it since. */
  const locate = (entries: readonly Entry[]) => {
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i];
      const found = entry?.kind === "user" ? find(entry.text) : undefined;
      if (found) return { ...found, step: stepSince(entries, i) };
    }
    return undefined;
  };

  return {
    register(name, scenario, prompt) {
      if (!/^[\w.-]{1,200}$/.test(name)) {
        throw new ScenarioError(`"${name}" is no scenario name: letters, digits, _ . - only.`);
      }
      named.set(name, parseScenario(scenario));
      if (prompt !== undefined) nameOfPrompt.set(prompt.trim(), name);
    },
    cue({ entries }) {
      const asked = entries.findLastIndex((entry) => entry.kind === "user");
      const place = locate(entries);
      if (isCompaction(entries[asked])) {
        const text = summaryAt(place?.step ?? 0);
        const summary = parseScenario({ responses: [{ items: [{ type: "text", text }] }] });
        return cueAt("compaction", summary, 0, entries);
      }
      if (place && place.step < place.scenario.responses.length) {
        return cueAt(place.name, place.scenario, place.step, entries);
      }
      const last = fallback.responses.length - 1;
      return cueAt("default", fallback, Math.min(stepSince(entries, asked), last), entries);
    },
  };
}

function isCompaction(entry: Entry | undefined): boolean {
  return entry?.kind === "user" && entry.text.includes(COMPACTION);
}

function cueAt(name: string, scenario: Scenario, step: number, entries: Entry[]): Cue {
  const response = scenario.responses[step];
  if (!response) throw new ScenarioError(`Scenario "${name}" has no response ${step}.`);
  const declined = response.declined !== undefined && wasDeclined(entries);
  const items = declined ? (response.declined ?? []) : response.items;
  return { scenario: name, step, response, items };
}
