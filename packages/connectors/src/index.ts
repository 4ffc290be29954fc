export { codexConnector, type CodexOptions } from "./codex/connector.ts";
export * from "./connector.ts";
