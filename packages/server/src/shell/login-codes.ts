import { randomBytes } from "node:crypto";

const LIFE_MS = 10 * 60_000;
/** Unused codes kept; a flood of requests for codes pushes the oldest out. */
const MAX_CODES = 100;

/** Codes of one-time links: each opens the dashboard once, within ten minutes. */
export interface LoginCodes {
  /** A fresh code of 128 random bits. */
  issue(now: number): string;
  /** Whether the code is good; it is not from then on. */
  redeem(code: string, now: number): boolean;
}

/** Times are milliseconds of one clock. */
export function createLoginCodes(): LoginCodes {
  // In order of issue, so the first are the oldest.
  const expiry = new Map<string, number>();
  const expire = (now: number) => {
    for (const [code, at] of expiry) {
      if (at > now && expiry.size <= MAX_CODES) return;
      expiry.delete(code);
    }
  };
  return {
    issue(now) {
      const code = randomBytes(16).toString("base64url");
      expiry.set(code, now + LIFE_MS);
      expire(now);
      return code;
    },
    redeem(code, now) {
      expire(now);
      return expiry.delete(code);
    },
  };
}
