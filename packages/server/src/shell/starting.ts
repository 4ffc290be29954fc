/** What starts a server, keeps it running, and ends it. */
export { canOpenBrowser, openBrowser } from "./browser.ts";
export { endAgents } from "./end-agents.ts";
export { problemOf } from "./health-watch.ts";
export { openHome } from "./home.ts";
export type { Home } from "./home.ts";
export { OptionsError, parseServerOptions } from "./options.ts";
export type { ServerOptions } from "./options.ts";
export { runSupervisor } from "./supervisor.ts";
export { ensureToken } from "./token-file.ts";
