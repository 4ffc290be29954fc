import type { ScriptedModel } from "../scripted-model.ts";
import type { DemoSession } from "./phrases.ts";
import { ACCOUNTS_SCENES } from "./scenes-accounts.ts";
import { CONSOLE_SCENES } from "./scenes-console.ts";
import { PAYMENTS_SCENES } from "./scenes-payments.ts";

/** The sessions of the demo: a small fleet at work in one `demoRepository`. */
export const demoFleet: readonly DemoSession[] = [
  ...PAYMENTS_SCENES,
  ...ACCOUNTS_SCENES,
  ...CONSOLE_SCENES,
];

/** Makes a scripted model know the fleet: each scenario by its name and by its whole prompt. */
export function registerDemoFleet(model: ScriptedModel): void {
  for (const { name, scenario, prompt } of demoFleet) model.register(name, scenario, prompt);
}
