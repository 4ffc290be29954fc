/** The rehearsal room: scripted model APIs on loopback, for tests, benches and the offline demo. */
export { codexHome } from "./codex-home.ts";
export type { CodexHome, CodexHomeOptions, TomlValue } from "./codex-home.ts";
export { findCodex, nativeCodex } from "./find-codex.ts";
export type { FoundCodex } from "./find-codex.ts";
export { DEFAULT_SCENARIO } from "./library.ts";
export { parseScenario, ScenarioError, scenarioSchema } from "./scenario.ts";
export type {
  Scenario,
  ScenarioInput,
  ScenarioItemInput,
  ScenarioResponseInput,
} from "./scenario.ts";
export { scriptPrompt } from "./script-in-prompt.ts";
export { startScriptedModel } from "./scripted-model.ts";
export type { ModelRequest, ScriptedModel, ScriptedModelOptions } from "./scripted-model.ts";
export { demoFleet, registerDemoFleet } from "./demo/fleet.ts";
export type { DemoSession } from "./demo/phrases.ts";
export { demoRepository } from "./demo/repository.ts";
