import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this file belongs to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Local state of the tools (locks), ignored by git. */
export const stateDir = join(root, ".orbitdock");

/** Progress goes to stderr: stdout belongs to the program that is started. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the program with a message for a person. */
export function fail(text) {
  say(text);
  process.exit(1);
}

export const isCi = process.env.CI === "true" || process.env.CI === "1";
