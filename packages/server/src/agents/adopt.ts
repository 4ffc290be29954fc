import type { Connector, ThreadRoute } from "@orbitdock/connectors";
import type { SessionActor } from "../session/actor.ts";
import type { Clock } from "../session/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { Logger } from "../shell/log.ts";
import { UnreadableError } from "../store/store.ts";
import type { Processes } from "./processes.ts";
import { mayStillSpeak, runsHere } from "../session/runs-here.ts";

export interface Adoption {
  registry: Registry;
  connectors: readonly Connector[];
  log: Logger;
  clock: Clock;
  processes: Processes;
  /** Sessions whose thread is still to be opened: they need no process yet. */
  opening: ReadonlySet<string>;
}

/** Brings the sessions that run, and those just ended, into memory, and tells those whose agent is gone. */
export async function adoptSessions(adoption: Adoption): Promise<void> {
  const { registry, connectors, processes, opening, clock } = adoption;
  const routes = new Map<string, ThreadRoute[]>();
  for (const row of registry.summaries()) {
    const runs = runsHere(row);
    if (!runs && !mayStillSpeak(row, clock.ms())) continue;
    const connector = connectors.find((one) => one.provider === row.provider);
    const actor = connector ? await load(adoption, row.id) : null;
    if (!connector || !actor) continue;
    const agent = connector.agentFor(row.id);
    const { thread_id } = actor.state;
    if (processes.instance(agent) === undefined) {
      if (runs && !opening.has(row.id)) actor.handle([{ type: "agent_stopped", error: goneError }]);
    } else if (thread_id !== null)
      routes.set(agent, [...(routes.get(agent) ?? []), { session_id: row.id, thread_id }]);
  }
  for (const agent of processes.names)
    connectors.find((one) => one.owns(agent))?.adopt(agent, routes.get(agent) ?? []);
}

/** One session that cannot be read must not keep all others from their agents. */
async function load({ registry, log }: Adoption, sessionId: string): Promise<SessionActor | null> {
  try {
    return await registry.get(sessionId);
  } catch (error) {
    // While the database itself cannot be read, the agent-host keeps what all of them say.
    if (!(error instanceof UnreadableError)) throw error;
    log.error("a session could not be read: what its agent says goes unheard", {
      session_id: sessionId,
      error,
    });
    return null;
  }
}

const goneError = {
  message: "The agent's program ended while OrbitDock was not watching.",
  hint: "Send a message or resume the session to start it again.",
};
