import { isIP } from "node:net";
import { bareHost, isLoopback, isWildcard } from "./loopback.ts";

/** Why a request is turned away. `message` is for a person and says what to do. */
export interface Refusal {
  ok: false;
  code: "unauthorized" | "forbidden";
  message: string;
}

/** Where the server may be reached. */
export interface ServedAt {
  /** The address it listens at. */
  host: string;
  /** Other names it is known by. */
  allowHost: readonly string[];
}

/**
 * Whether the `Host` header names this server. A page of another name that resolves to this machine
 * (DNS rebinding) sends its own name here. The port is not looked at: it may be a forwarded one.
 */
export function checkHost(request: Request, served: ServedAt): Refusal | null {
  const header = request.headers.get("host");
  const name = header === null || /[@/?#\\]/.test(header) ? null : hostOf(`http://${header}`);
  if (name !== null && isServed(name, served)) return null;
  const shown = header === null ? "no host" : `"${header.slice(0, 255)}"`;
  return {
    ok: false,
    code: "forbidden",
    message: `This server does not answer to ${shown}. Open it as http://localhost, or start it with --allow-host ${name ?? "NAME"} if that name is yours.`,
  };
}

/**
 * Whether a request that changes something, or opens a WebSocket, comes from a page of this server.
 * Programs that are no browsers send no `Origin`; a browser cannot leave it out.
 */
export function checkOrigin(request: Request): Refusal | null {
  const origin = request.headers.get("origin");
  if (origin === null) return null;
  const host = request.headers.get("host") ?? "";
  // The scheme is taken from the origin: behind a proxy that speaks TLS only the browser knows it.
  const scheme = /^https?:\/\//i.exec(origin)?.[0];
  const expected = scheme === undefined ? null : authority(`${scheme}${host}`);
  if (expected !== null && authority(origin) === expected) return null;
  return {
    ok: false,
    code: "forbidden",
    message: `A page of ${origin.slice(0, 255)} may not use this server. Use the dashboard at http://${host.slice(0, 255)}, or a client that is no browser.`,
  };
}

/** Whether a request of this method changes something. */
export function changesState(method: string): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(method);
}

function isServed(name: string, { host, allowHost }: ServedAt): boolean {
  if (isLoopback(name) || name === bareHost(host)) return true;
  // Rebinding needs a name: an address in the header was typed by someone who means this machine.
  if (isWildcard(host) && isIP(name) !== 0) return true;
  return allowHost.some((allowed) => bareHost(allowed) === name);
}

function hostOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed === null || parsed.hostname === "" ? null : bareHost(parsed.hostname);
}

function authority(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed === null || parsed.host === "" ? null : parsed.host;
}
