// The part of the server's room that starts and ends it.
export { canOpenBrowser, openBrowser } from "../../server/src/shell/browser.ts";
export { endAgents } from "../../server/src/shell/end-agents.ts";
export { problemOf } from "../../server/src/shell/health-watch.ts";
export { openHome } from "../../server/src/shell/home.ts";
export type { Home } from "../../server/src/shell/home.ts";
export { requestLoginLink } from "../../server/src/shell/login-link.ts";
export { OptionsError, parseServerOptions } from "../../server/src/shell/options.ts";
export type { ServerOptions } from "../../server/src/shell/options.ts";
export { runSupervisor } from "../../server/src/shell/supervisor.ts";
export { ensureToken } from "../../server/src/shell/token-file.ts";
