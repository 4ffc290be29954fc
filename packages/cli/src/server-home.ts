// The light part of the server's room: what tells where its home is and whether it runs.
export { homeAt, homeDirectory, HomeError } from "../../server/src/shell/home.ts";
export type { Home } from "../../server/src/shell/home.ts";
export { readableLogLine } from "../../server/src/shell/log-tail.ts";
export { isAlive, readServerFile } from "../../server/src/shell/server-file.ts";
export type { ServerFile } from "../../server/src/shell/server-file.ts";
export { readToken } from "../../server/src/shell/token-file.ts";
