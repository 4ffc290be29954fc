export { backoff } from "./backoff.ts";
export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { CommandError } from "./command-error.ts";
export type { CommandErrorCode } from "./command-error.ts";
export { connect } from "./connection.ts";
export type {
  Ack,
  CommandMessage,
  ConnectOptions,
  Connection,
  ConnectionState,
  Doubt,
  QueryAnswers,
  QueryType,
  Reader,
} from "./connection-types.ts";
export { groupOf } from "./fleet-groups.ts";
export type { FleetCounts, FleetGroup, FleetGroups } from "./fleet-groups.ts";
export { fleetStore } from "./fleet-store.ts";
export type { FleetStore, FleetStoreOptions, FleetView } from "./fleet-store.ts";
export type { Report } from "./listeners.ts";
export { maxPending } from "./pending.ts";
export type { RequestOptions } from "./pending.ts";
export { frameScheduler, microtaskScheduler } from "./scheduler.ts";
export type { Scheduler } from "./scheduler.ts";
export type { SessionStatus, SessionStore, SessionView } from "./session-store.ts";
export { sessionStore, sessionStores } from "./session-stores.ts";
export type { SessionStores, SessionStoresOptions } from "./session-stores.ts";
export { unauthorizedCode } from "./socket.ts";
export type { Socket, SocketFactory } from "./socket.ts";
export { browserWake } from "./wake.ts";
export type { WakeHook } from "./wake.ts";
