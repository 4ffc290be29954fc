import type { ErrorCode, SessionChange, SessionState } from "@orbitdock/protocol";
import type { Effect } from "./effect.ts";

/** All that core may know of the world: the time, and ids that were never given before. */
export interface Context {
  /** RFC 3339 UTC with milliseconds. */
  now: string;
  nextId(): string;
}

/** Why an input was not taken, in words for the person who sent it. */
export interface Rejection {
  code: ErrorCode;
  message: string;
}

/** What an input comes to. With a rejection there are neither changes nor effects. */
export interface Decided {
  /** The state after all changes; always equal to their fold. */
  state: SessionState;
  changes: SessionChange[];
  effects: Effect[];
  rejection: Rejection | null;
}
