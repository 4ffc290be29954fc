import { accessSync, constants } from "node:fs";

/** The browser that the browser tests drive, or null: CHROMIUM_PATH, or where Debian puts it. */
export function findChromium() {
  const candidates = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return candidates.find((path) => path && isExecutable(path)) ?? null;
}

export const chromiumHint =
  "no Chromium here, so the browser tests DID NOT RUN. Install it (Debian: apt-get install " +
  "chromium) or say where it is with CHROMIUM_PATH.";

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
