import type { Entry } from "@orbitdock/agent-host";
import type { Connector, Heard, WriteLine } from "@orbitdock/connectors";
import type { AgentInput } from "@orbitdock/core";
import type { RateLimit } from "@orbitdock/protocol";
import type { Clock } from "../session/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { Logger } from "../shell/log.ts";
import type { AgentOffset, Store } from "../store/store.ts";
import { exitError } from "./exit-error.ts";
import type { Queries } from "./queries.ts";
import { runsHere } from "../session/runs-here.ts";

export interface HearingOptions {
  registry: Registry;
  store: Store;
  clock: Clock;
  log: Logger;
  queries: Queries;
  /** Lines that an agent gets back at once. */
  write(agent: string, lines: WriteLine[]): void;
  limits(limits: RateLimit[]): void;
}

/** Brings what agents say to their sessions, each line with its offset in the same step. */
export class Hearing {
  readonly #options: HearingOptions;

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  line(connector: Connector, agent: string, line: string, heard: AgentOffset): void {
    const bySession = new Map<string, AgentInput[]>();
    for (const said of connector.hear(agent, line)) {
      if (said.type === "input") {
        const inputs = bySession.get(said.session_id);
        if (inputs) inputs.push(said.input);
        else bySession.set(said.session_id, [said.input]);
      } else this.#aside(agent, said);
    }
    // The offset goes with the last session's step: a crash in between repeats inputs that their
    // sessions then reject or have already.
    let left = bySession.size;
    for (const [sessionId, inputs] of bySession) {
      left -= 1;
      this.#input(sessionId, inputs, left === 0 ? heard : null);
    }
    if (bySession.size === 0) this.record(heard);
  }

  overlong(agent: string, length: number, heard: AgentOffset): void {
    this.#options.log.error("an agent's line was too long to read", { agent, length });
    this.record(heard);
  }

  /** The agent's process ended: every session that it served is told. */
  exit(connector: Connector, entry: Extract<Entry, { kind: "exit" }>, heard: AgentOffset): void {
    const { registry, queries } = this.#options;
    queries.failAll("The agent's process ended.");
    const error = exitError(connector.provider, entry);
    for (const actor of registry.actors())
      if (runsHere(actor.summary) && actor.state.provider === connector.provider)
        if (connector.agentFor(actor.id) === entry.agent)
          actor.handle([{ type: "agent_stopped", error }]);
    this.record(heard);
  }

  record(heard: AgentOffset): void {
    this.#options.store.append({ at: this.#options.clock.now(), heard });
  }

  #aside(agent: string, said: Exclude<Heard, { type: "input" }>): void {
    const { queries, log } = this.#options;
    switch (said.type) {
      case "write":
        return this.#options.write(agent, said.lines);
      case "rate_limits":
        return this.#options.limits(said.limits);
      case "models":
        return queries.answer(said.query_id, said.models);
      case "query_failed":
        return queries.fail(said.query_id, said.message);
      case "unrouted":
        return log.warn("an agent's line belongs to no session", {
          agent,
          name: said.name,
          reason: said.reason,
        });
    }
  }

  #input(sessionId: string, inputs: AgentInput[], heard: AgentOffset | null): void {
    const { registry, log } = this.#options;
    const actor = registry.live(sessionId);
    if (!actor) {
      log.warn("an agent spoke of a session that is not in memory", {
        session_id: sessionId,
        inputs: inputs.map((input) => input.type),
      });
      if (heard) this.record(heard);
      return;
    }
    const rejection = actor.handle(inputs, heard ? { heard } : {});
    if (rejection)
      log.debug("an agent's input made no sense now", {
        session_id: sessionId,
        input: inputs.at(-1)?.type,
        reason: rejection.message,
      });
  }
}
