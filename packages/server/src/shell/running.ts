/** What tells where a server's home is and whether it runs. Light: a command waits for it. */
export { homeAt, homeDirectory, HomeError } from "./home.ts";
export type { Home } from "./home.ts";
export { readableLogLine } from "./log-tail.ts";
export { isAlive, readServerFile } from "./server-file.ts";
export type { ServerFile } from "./server-file.ts";
export { readToken } from "./token-file.ts";
