import { parseScenario, ScenarioError } from "./scenario.ts";
import type { Scenario, ScenarioInput } from "./scenario.ts";

const SCRIPT = "SCRIPT:";
const REHEARSE = /\bREHEARSE:([\w.-]{1,200})/;

/**
 * Puts a scenario into a prompt, so that any thread can be driven over the ordinary wire.
 * @param prompt what a person reads before the script
 */
export function scriptPrompt(scenario: ScenarioInput, prompt = "Please do"): string {
  return `${prompt} ${SCRIPT}${JSON.stringify(scenario)}`;
}

/** What a user message says about its scenario: the script itself, a name, or nothing. */
export type PromptScript =
  | { kind: "script"; scenario: Scenario }
  | { kind: "named"; name: string }
  | undefined;

/**
 * Finds the script or the scenario's name in one user message.
 * @throws {ScenarioError} if there is a script, but not one that can be played
 */
export function scriptInPrompt(text: string): PromptScript {
  const at = text.indexOf(SCRIPT + "{");
  if (at >= 0) {
    const json = balancedJson(text, at + SCRIPT.length);
    return { kind: "script", scenario: parseScenario(parseJson(json)) };
  }
  const name = REHEARSE.exec(text)?.[1];
  return name === undefined ? undefined : { kind: "named", name };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ScenarioError(`The SCRIPT in the prompt is not JSON: ${String(error)}`);
  }
}

/** The JSON object that starts at `from`; more words may follow it in the prompt. */
function balancedJson(text: string, from: number): string {
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "}" || char === "]") && --depth === 0) return text.slice(from, i + 1);
  }
  throw new ScenarioError("The SCRIPT in the prompt ends before its JSON does.");
}
