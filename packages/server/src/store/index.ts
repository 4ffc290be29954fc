export { openStore } from "./open.ts";
export type { StoreLog, StoreOptions } from "./options.ts";
export * from "./store.ts";
