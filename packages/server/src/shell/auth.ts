import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { changesState, checkHost, checkOrigin } from "./origin.ts";
import type { Refusal, ServedAt } from "./origin.ts";

export interface AuthOptions extends ServedAt {
  token: string;
  noAuth: boolean;
}

/** Who a request comes from, or why it is turned away. */
export type Verdict = { ok: true; via: "bearer" | "query" | "cookie" | "no-auth" } | Refusal;

/** What a request is let through by. */
export interface Auth {
  /**
   * Checks `Host`, `Origin` (for `/ws` and what changes state) and the token: the `Authorization`
   * header, on `/ws` the query parameter `token`, or the cookie of a one-time link.
   */
  check(request: Request): Verdict;
  /** Checks the same but the token: for `/health`, `/login` and the dashboard's own files. */
  checkSource(request: Request): Refusal | null;
  /** The `Set-Cookie` that lets a browser in, over restarts, until the token is changed. */
  readonly cookie: string;
}

const MONTHS_13 = 400 * 24 * 3600;

export function createAuth(options: AuthOptions): Auth {
  const { token, noAuth } = options;
  const tokenDigest = digest(token);
  const secret = createHmac("sha256", token)
    .update("orbitdock browser session")
    .digest("base64url");
  const secretDigest = digest(secret);
  // Browsers do not tell ports apart in cookies: each OrbitDock of a machine needs a name of its own.
  const cookieName = `orbitdock_${createHmac("sha256", token).update("cookie name").digest("hex").slice(0, 8)}`;

  const checkSource = (request: Request): Refusal | null => {
    const foreignHost = checkHost(request, options);
    if (foreignHost !== null) return foreignHost;
    const guarded = changesState(request.method) || isSocket(request);
    return guarded ? checkOrigin(request) : null;
  };

  const checkToken = (request: Request): Verdict => {
    if (noAuth) return { ok: true, via: "no-auth" };
    const header = request.headers.get("authorization");
    if (header !== null) {
      const given = /^bearer +(\S+) *$/i.exec(header)?.[1];
      return given !== undefined && same(given, tokenDigest)
        ? { ok: true, via: "bearer" }
        : unauthorized("The token in the Authorization header is wrong.");
    }
    if (isSocket(request)) {
      const given = new URL(request.url).searchParams.get("token");
      if (given !== null)
        return same(given, tokenDigest)
          ? { ok: true, via: "query" }
          : unauthorized("The token in the address is wrong.");
    }
    const cookie = cookieValue(request.headers.get("cookie"), cookieName);
    if (cookie === null) return unauthorized("This needs a token.");
    return same(cookie, secretDigest)
      ? { ok: true, via: "cookie" }
      : unauthorized("The token was changed since this browser was let in.");
  };

  return {
    check: (request) => checkSource(request) ?? checkToken(request),
    checkSource,
    cookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${MONTHS_13}`,
  };
}

function unauthorized(what: string): Refusal {
  return {
    ok: false,
    code: "unauthorized",
    message: `${what} In a browser, open the link that \`orbitdock open\` prints; in a program, send \`Authorization: Bearer TOKEN\` (on /ws also ?token=TOKEN) with the content of the file auth-token in ORBITDOCK_HOME.`,
  };
}

function isSocket(request: Request): boolean {
  return new URL(request.url).pathname === "/ws";
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** In constant time, whatever the length of what was given. */
function same(given: string, expected: Buffer): boolean {
  return timingSafeEqual(digest(given), expected);
}

function cookieValue(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.split("=", 2);
    if (key?.trim() === name) return value?.trim() ?? "";
  }
  return null;
}

/** Printed when a server starts with `--no-auth`. */
export const noAuthWarning =
  "WARNING: --no-auth: every program and every user of this machine can run commands as you through this port.";
