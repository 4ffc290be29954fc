export { connectHost, HostError } from "./client.ts";
export type { ConnectOptions, Entry, HostClosed, HostConnection } from "./client.ts";
export { ensureHost, hostEntry } from "./ensure.ts";
export type { EnsureOptions } from "./ensure.ts";
export type { AgentInfo, EntryContent, ExitBody, HostInfo, HostStatus, SpawnSpec } from "./wire.ts";
