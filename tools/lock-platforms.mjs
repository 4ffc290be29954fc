// `node tools/lock-platforms.mjs`: completes package-lock.json after an `npm install` against a
// registry that lacks the binaries of other platforms; without them `npm ci` refuses the lock.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillPlatforms, missingPlatforms } from "./setup/lock-platforms.mjs";
import { root } from "./setup/root.mjs";

const file = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = missingPlatforms(lock);
if (missing.length > 0) writeFileSync(file, `${JSON.stringify(fillPlatforms(lock), null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} packages of other platforms added.`);
