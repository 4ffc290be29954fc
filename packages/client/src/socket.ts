/** The part of the standard WebSocket that the client uses. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** Opens a socket to a `ws:` or `wss:` address. */
export type SocketFactory = (url: string) => Socket;

/** Close code with which the server says that the token is missing or wrong. */
export const unauthorizedCode = 4401;

/**
 * Opens the platform's own WebSocket (browsers, Bun, Node from 22).
 * @throws Error where there is none; pass `socket` to `connect` then.
 */
export const platformSocket: SocketFactory = (url) => {
  if (typeof WebSocket === "undefined")
    throw new Error(
      "this runtime has no WebSocket: use Node 22 or later, or pass `socket` to connect()",
    );
  return new WebSocket(url) as unknown as Socket;
};

/**
 * The address to dial: `http(s)` becomes `ws(s)`, a bare origin gets the path `/ws`, and the token
 * goes into the query because a browser's WebSocket cannot set headers.
 * @throws TypeError when `url` is not an absolute URL.
 */
export function dialUrl(url: string, token: string | undefined): string {
  const target = new URL(url);
  if (target.protocol === "http:") target.protocol = "ws:";
  if (target.protocol === "https:") target.protocol = "wss:";
  if (target.pathname === "/") target.pathname = "/ws";
  if (token !== undefined) target.searchParams.set("token", token);
  return target.href;
}
