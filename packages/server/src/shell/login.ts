import type { Auth } from "./auth.ts";
import type { LoginCodes } from "./login-codes.ts";

/** The address of a one-time link. */
export function loginUrl(serverUrl: string, code: string): string {
  return `${serverUrl}/login?code=${code}`;
}

/**
 * Answers `GET /login?code=…`: lets the browser in when the code is good, or is in already.
 * @param now milliseconds of the clock that the codes were issued by
 */
export function answerLogin(
  request: Request,
  auth: Auth,
  codes: LoginCodes,
  now: number,
): Response {
  const refusal = auth.checkSource(request);
  if (refusal !== null) return page(403, "OrbitDock", refusal.message);
  if (request.method !== "GET") return page(405, "OrbitDock", "Open this address in a browser.");
  const code = new URL(request.url).searchParams.get("code") ?? "";
  const good = codes.redeem(code, now);
  if (!good && !auth.check(request).ok) {
    const again =
      "This link was used already or is older than ten minutes. Type `orbitdock open` for a new one.";
    return page(401, "OrbitDock", again);
  }
  // A page and not a redirect: after one that began at another site, the strict cookie is not sent.
  const headers: Record<string, string> = { refresh: "0; url=/" };
  if (good) headers["set-cookie"] = auth.cookie;
  return page(200, "OrbitDock", "Opening the dashboard …", headers);
}

function page(
  status: number,
  title: string,
  text: string,
  more: Record<string, string> = {},
): Response {
  const safe = Bun.escapeHTML(text);
  const html = `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${title}</title><body style="font:16px/1.5 system-ui;max-width:36rem;margin:20vh auto;padding:0 1rem"><p>${safe}</p></body>\n`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    ...more,
  };
  return new Response(html, { status, headers });
}
