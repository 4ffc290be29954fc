import type { AgentInput, AgentEffect, OutboxEntry } from "@orbitdock/core";
import type { Model, Provider, ProviderInfo, RateLimit } from "@orbitdock/protocol";

/** How a connector's agent process is started; the agent-host runs it. */
export interface LaunchSpec {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** What one line of an agent (or its exit) means, in the order to be handled. */
export type Heard =
  | { type: "input"; session_id: string; input: AgentInput }
  | { type: "rate_limits"; limits: RateLimit[] }
  /** The answer to a query of the server, see `Connector.query`. */
  | { type: "models"; query_id: string; models: Model[] }
  | { type: "query_failed"; query_id: string; message: string }
  /** Lines that the agent must get back at once, with ids that make a repeat harmless. */
  | { type: "write"; lines: WriteLine[] }
  /** Belongs to no session we know: counted and logged. */
  | { type: "unrouted"; name: string; reason: string };

/** A line for the agent's stdin. The host writes each id once in the life of the agent's process. */
export interface WriteLine {
  id: string;
  data: string;
}

/** What the shell tells a connector of the sessions it serves. */
export interface ThreadRoute {
  session_id: string;
  thread_id: string;
}

/**
 * One agent program. A connector does no I/O of its own but `detect`: it turns lines into inputs and
 * effects into lines, synchronously, and whatever it must know to read a line written before a
 * restart is either in the line itself (request ids say what they were for) or in `routes`.
 */
export interface Connector {
  readonly provider: Provider;
  /** The agent-host's name for the process that serves this session: one for all, or one each. */
  agentFor(sessionId: string): string;
  /** Whether the agent-host's agent of this name is one of ours. */
  owns(agent: string): boolean;
  /** Finds the agent on this machine. Takes no longer than a few seconds; never throws. */
  detect(): Promise<ProviderInfo>;
  /** How to start the process `agent`. @throws ConnectorError with a hint where it cannot be. */
  launch(agent: string): LaunchSpec;
  /**
   * The first lines for a fresh process; effects may follow at once. Not called when attaching to one
   * that already runs.
   */
  greet(agent: string): WriteLine[];
  /** Tells which threads belong to which sessions, before lines are replayed. */
  adopt(agent: string, routes: readonly ThreadRoute[]): void;
  /** Reads one line of the agent's stdout. Never throws: what cannot be read is `unrouted`. */
  hear(agent: string, line: string): Heard[];
  /** The process ended. Forgets what it knew of it; the shell tells the sessions. */
  exited(agent: string): void;
  /** The lines that carry an effect out. Empty where the agent has no such thing. */
  perform(entry: OutboxEntry): WriteLine[];
  /** Asks the agent something that belongs to no session; the answer comes out of `hear`. */
  query(agent: string, query: { id: string; type: "models" }): WriteLine[];
  /** Milliseconds to leave between two effects of this kind, so that starts do not pile up. */
  spacing(effect: AgentEffect): number;
}

/** Something a person must mend before the agent can run. */
export class ConnectorError extends Error {
  override name = "ConnectorError";
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
