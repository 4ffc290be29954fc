import { expect, test } from "bun:test";
import { createAuth } from "./auth.ts";
import type { AuthOptions } from "./auth.ts";
import { answerLogin } from "./login.ts";
import { createLoginCodes } from "./login-codes.ts";

const token = "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";
const here: AuthOptions = { token, noAuth: false, host: "127.0.0.1", allowHost: [] };

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Request(`http://127.0.0.1:4000${path}`, {
    method,
    headers: { host: "127.0.0.1:4000", ...headers },
  });
const outcome = (request: Request, options: Partial<AuthOptions> = {}) => {
  const verdict = createAuth({ ...here, ...options }).check(request);
  return verdict.ok ? verdict.via : verdict.code;
};
const bearer = { authorization: `Bearer ${token}` };
const cookie = (options: Partial<AuthOptions> = {}) =>
  createAuth({ ...here, ...options }).cookie.split(";")[0] ?? "";

test("the token lets in by header, by address on /ws only, and by cookie", () => {
  expect(outcome(ask("/ws", bearer))).toBe("bearer");
  expect(outcome(ask("/api/status", { authorization: `bearer ${token}` }))).toBe("bearer");
  expect(outcome(ask(`/ws?token=${token}`))).toBe("query");
  expect(outcome(ask(`/api/status?token=${token}`))).toBe("unauthorized");
  expect(outcome(ask("/ws", { cookie: `a=b; ${cookie()}; c=d` }))).toBe("cookie");
});

test("anything else is unauthorized, and told what to do", () => {
  const wrong: Request[] = [
    ask("/ws"),
    ask("/ws?token="),
    ask(`/ws?token=${token}x`),
    ask(`/ws?token=${token.slice(1)}`),
    ask("/ws", { authorization: token }),
    ask("/ws", { authorization: `Basic ${token}` }),
    ask("/ws", { authorization: `Bearer ${token.toUpperCase()}` }),
    ask("/ws", { authorization: `Bearer ${"x".repeat(100_000)}` }),
    ask("/ws", { cookie: `${cookie()}x` }),
    ask("/ws", { cookie: `orbitdock=${token}` }),
    ask("/ws", { cookie: ";;=;" }),
    // A wrong header is not made good by something else.
    ask(`/ws?token=${token}`, { authorization: "Bearer wrong" }),
  ];
  for (const request of wrong) {
    const verdict = createAuth(here).check(request);
    expect(verdict).toMatchObject({ ok: false, code: "unauthorized" });
    expect(!verdict.ok && verdict.message).toContain("orbitdock open");
    expect(JSON.stringify(verdict)).not.toContain(token);
  }
});

test("the cookie stays good over restarts and dies with the token", () => {
  expect(cookie()).toBe(cookie());
  expect(cookie()).not.toContain(token);
  const other = token.replace("a", "b");
  expect(outcome(ask("/ws", { cookie: cookie() }), { token: other })).toBe("unauthorized");
  const renamed = `${cookie({ token: other }).split("=")[0]}=${cookie().split("=")[1]}`;
  expect(outcome(ask("/ws", { cookie: renamed }), { token: other })).toBe("unauthorized");
  expect(createAuth(here).cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
});

test("without auth everyone is let in, but not from everywhere", () => {
  expect(outcome(ask("/ws"), { noAuth: true })).toBe("no-auth");
  expect(outcome(ask("/ws", { host: "evil.example" }), { noAuth: true })).toBe("forbidden");
  expect(outcome(ask("/ws", { origin: "http://evil.example" }), { noAuth: true })).toBe(
    "forbidden",
  );
});

test("the Host header must name this server", () => {
  const host = (name: string, options: Partial<AuthOptions> = {}) =>
    outcome(ask("/ws", { ...bearer, host: name }), options) === "bearer";
  const loopback = [
    "localhost",
    "LOCALHOST:4000",
    "127.0.0.1:9",
    "127.9.9.9",
    "[::1]:4000",
    "localhost.",
    "app.localhost",
  ];
  for (const name of loopback) expect([name, host(name)]).toEqual([name, true]);
  const foreign = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.1.5",
    "localhost@evil.example",
    "evil.example@localhost",
    "evil.example#localhost",
    "evil.example/localhost",
    "",
    ":4000",
    "[::2]",
    "0x7f.evil",
    "local host",
    "127.0.0.1:99999",
  ];
  for (const name of foreign) expect([name, host(name)]).toEqual([name, false]);
  expect(host("192.168.1.5:4000", { host: "192.168.1.5" })).toBe(true);
  expect(host("192.168.1.5:4000", { host: "0.0.0.0" })).toBe(true);
  expect(host("[fe80::1]:4000", { host: "::" })).toBe(true);
  expect(host("evil.example", { host: "0.0.0.0" })).toBe(false);
  expect(host("Dock.Example:4000", { allowHost: ["dock.example"] })).toBe(true);
  expect(host("sub.dock.example", { allowHost: ["dock.example"] })).toBe(false);
  const bare = new Request("http://127.0.0.1:4000/ws", { headers: bearer });
  bare.headers.delete("host");
  const verdict = createAuth(here).check(bare);
  expect(!verdict.ok && verdict.message).toContain("--allow-host");
});

test("a page of another origin may neither open a socket nor change anything", () => {
  const origin = (value: string, path = "/ws", method = "GET", host = "127.0.0.1:4000") =>
    outcome(ask(path, { ...bearer, origin: value, host }, method)) === "bearer";
  expect(origin("http://127.0.0.1:4000")).toBe(true);
  expect(origin("http://localhost", "/ws", "GET", "localhost:80")).toBe(true);
  expect(origin("https://localhost", "/ws", "GET", "localhost")).toBe(true);
  const foreign = [
    "http://127.0.0.1:4001",
    "http://localhost:4000",
    "http://evil.example",
    "null",
    "",
    "file://",
    "http://127.0.0.1:4000.evil.example",
    "chrome-extension://abc",
    "http://evil.example@127.0.0.1:4001",
  ];
  for (const value of foreign) {
    expect([value, origin(value)]).toEqual([value, false]);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      expect([value, origin(value, "/api/login-codes", method)]).toEqual([value, false]);
    expect(origin(value, "/api/status")).toBe(true);
  }
});

test("a login code is good once and for ten minutes, and a flood of them is bounded", () => {
  const codes = createLoginCodes();
  const code = codes.issue(0);
  expect(Buffer.from(code, "base64url")).toHaveLength(16);
  expect(codes.redeem("", 0)).toBe(false);
  expect(codes.redeem(code, 599_999)).toBe(true);
  expect(codes.redeem(code, 599_999)).toBe(false);
  const late = codes.issue(0);
  expect(codes.redeem(late, 600_000)).toBe(false);
  const first = codes.issue(0);
  const others = Array.from({ length: 100 }, () => codes.issue(0));
  expect(codes.redeem(first, 0)).toBe(false);
  expect(others.every((other) => codes.redeem(other, 0))).toBe(true);
});

test("the link lets a browser in once, and says so when it cannot", async () => {
  const auth = createAuth(here);
  const codes = createLoginCodes();
  const path = `/login?code=${codes.issue(0)}`;
  expect(answerLogin(ask(path, {}, "HEAD"), auth, codes, 0).status).toBe(405);
  const first = answerLogin(ask(path), auth, codes, 0);
  expect(first.status).toBe(200);
  expect(first.headers.get("refresh")).toBe("0; url=/");
  const set = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(outcome(ask("/ws", { cookie: set }))).toBe("cookie");

  const again = answerLogin(ask(path), auth, codes, 0);
  expect(again.status).toBe(401);
  expect(again.headers.get("set-cookie")).toBeNull();
  expect(await again.text()).toContain("orbitdock open");
  // One that is in already is let through: a link clicked twice is no mistake.
  expect(answerLogin(ask(path, { cookie: set }), auth, codes, 0).status).toBe(200);
  const foreign = answerLogin(ask(path, { host: "<b>.example" }), auth, codes, 0);
  expect(foreign.status).toBe(403);
  expect(await foreign.text()).not.toContain("<b>");
});
