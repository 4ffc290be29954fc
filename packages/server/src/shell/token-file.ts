import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { HomeError } from "./home.ts";
import type { Home } from "./home.ts";

/** 256 bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The token of this home, made when there is none. It is never seen half written or with a wider
 * mode, and of two that start at once both get the same.
 * @throws HomeError when the file is not a token or others can read it.
 */
export function ensureToken(home: Home): string {
  const token = readToken(home);
  if (token !== null) return token;
  const fresh = `${home.tokenFile}.${random(6, "hex")}`;
  writeFileSync(fresh, `${random(32, "base64url")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(fresh, home.tokenFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(fresh);
  }
  const made = readToken(home);
  if (made === null) throw new HomeError(`${home.tokenFile} was removed while it was being made.`);
  return made;
}

/**
 * The token of this home, or null when none was made yet.
 * @throws HomeError when the file is not a token or others can read it.
 */
export function readToken(home: Home): string | null {
  let text: string;
  try {
    text = readFileSync(home.tokenFile, "latin1").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new HomeError(`${home.tokenFile} could not be read: ${(error as Error).message}`);
  }
  const anew = `remove it and a new one is made at the next start: rm ${home.tokenFile}`;
  if (!TOKEN.test(text))
    throw new HomeError(`${home.tokenFile} holds no token (43 characters of base64url); ${anew}`);
  if (process.platform !== "win32" && (statSync(home.tokenFile).mode & 0o077) !== 0)
    throw new HomeError(
      `Others on this machine can read ${home.tokenFile}. If that does not matter type: chmod 600 ${home.tokenFile}; if it does, ${anew}`,
    );
  return text;
}

function random(bytes: number, encoding: "hex" | "base64url"): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString(encoding);
}
