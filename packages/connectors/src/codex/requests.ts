import type {
  GetAccountParams,
  InitializeParams,
  ModelListParams,
  ThreadBackgroundTerminalsCleanParams,
  ThreadCompactStartParams,
  ThreadForkParams,
  ThreadReadParams,
  ThreadResumeParams,
  ThreadSetNameParams,
  ThreadSettingsUpdateParams,
  ThreadStartParams,
  ThreadTurnsListParams,
  ThreadUnsubscribeParams,
  TurnInterruptParams,
  TurnStartParams,
  TurnSteerParams,
} from "./generated/protocol.ts";

/** The requests we make, by method. */
export interface Requests {
  initialize: InitializeParams;
  "account/read": GetAccountParams;
  "model/list": ModelListParams;
  "thread/start": ThreadStartParams;
  "thread/resume": ThreadResumeParams;
  "thread/fork": ThreadForkParams;
  "thread/read": ThreadReadParams;
  "thread/turns/list": ThreadTurnsListParams;
  "thread/settings/update": ThreadSettingsUpdateParams;
  "thread/name/set": ThreadSetNameParams;
  "thread/compact/start": ThreadCompactStartParams;
  "thread/unsubscribe": ThreadUnsubscribeParams;
  "thread/backgroundTerminals/clean": ThreadBackgroundTerminalsCleanParams;
  "turn/start": TurnStartParams;
  "turn/steer": TurnSteerParams;
  "turn/interrupt": TurnInterruptParams;
}

/** A request as a line; `id` says what it is for, see `requestId`. */
export function requestLine<Method extends keyof Requests>(
  id: string,
  method: Method,
  params: Requests[Method],
): string {
  return JSON.stringify({ id, method, params });
}
