import { isIP } from "node:net";

/** Whether a host name or address (IPv6 with or without brackets) is this machine's own loopback. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  return isIP(name) === 4 && name.startsWith("127.");
}

/** Whether a server listening at this address is reached by every address of the machine. */
export function isWildcard(host: string): boolean {
  return ["0.0.0.0", "::"].includes(bareHost(host));
}

/** Lower case, without the brackets of an IPv6 address and the dot at the end of a full name. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** The host as it stands in a URL. */
export function urlHost(host: string): string {
  return isIP(bareHost(host)) === 6 ? `[${bareHost(host)}]` : host;
}
