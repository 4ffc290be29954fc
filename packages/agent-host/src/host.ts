import type { Socket } from "node:net";
import { startAgent } from "./agent-process.ts";
import type { AgentLimits, AgentProcess, WriteOutcome } from "./agent-process.ts";
import { Connection } from "./connection.ts";
import { WIRE_VERSION } from "./wire.ts";
import type { HostInfo, HostStatus, Request } from "./wire.ts";

const MAX_CONNECTIONS = 16;
/** How long the attached server may take to read the last entries when the host ends. */
const FAREWELL_MS = 1_000;

export interface HostOptions extends AgentLimits {
  version: string;
  log(message: string): void;
  /** Every agent has ended after a `shutdown`: leave. */
  ended(): void;
}

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

const WRITE_FAILURES: Record<Exclude<WriteOutcome, "accepted" | "repeated">, string> = {
  agent_gone: "the agent's process has ended",
  stdin_closed: "the agent's stdin is closed",
  queue_full: "the agent does not read its stdin and the queue for it is full; try again later",
};

/** The agents, and who may speak to them: one attached server at a time. */
export class Host {
  readonly #options: HostOptions;
  readonly #info: HostInfo;
  readonly #agents = new Map<string, AgentProcess>();
  readonly #starting = new Set<string>();
  readonly #connections = new Set<Connection>();
  #attached: Connection | undefined;
  #shuttingDown = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#info = {
      pid: process.pid,
      version: options.version,
      wire: WIRE_VERSION,
      started_at: Date.now(),
    };
  }

  /** Takes a new peer in. */
  accept(socket: Socket): void {
    const connection = new Connection(socket, {
      request: (from, request) => this.#request(from, request),
      closed: (gone) => {
        this.#connections.delete(gone);
        if (this.#attached !== gone) return;
        this.#attached = undefined;
        this.#options.log(`server ${gone.server} is gone; ${this.#agents.size} agents go on`);
      },
    });
    this.#connections.add(connection);
    if (this.#connections.size <= MAX_CONNECTIONS) return;
    connection.close({
      type: "error",
      code: "too_many_connections",
      message: `the agent-host serves at most ${MAX_CONNECTIONS} connections; close one`,
    });
  }

  /** Ends every agent, then calls `ended`. A second call with a shorter grace hastens it. */
  shutdown(graceMs: number): void {
    this.#options.log(`shutting down, ${this.#agents.size} agents, grace ${graceMs} ms`);
    this.#shuttingDown = true;
    for (const agent of this.#agents.values()) agent.end(graceMs);
    this.#endWhenEmpty();
  }

  #request(from: Connection, request: Request): void {
    try {
      if (request.type === "ping") return from.send({ type: "pong", re: request.req });
      if (request.type === "status") {
        return from.send({ type: "status", re: request.req, status: this.#status() });
      }
      if (request.type === "attach") return this.#attach(from, request);
      if (from !== this.#attached) {
        return this.#refuse(
          from,
          request,
          "not_attached",
          "attach before anything but ping and status",
        );
      }
      if (request.type === "spawn") return void this.#spawn(from, request);
      if (request.type === "shutdown") {
        from.send({ type: "shutting_down", re: request.req });
        return this.shutdown(request.grace_ms);
      }
      this.#agentRequest(from, request);
    } catch (error) {
      this.#options.log(
        `request ${request.type} failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      this.#refuse(
        from,
        request,
        "internal",
        `the agent-host failed at ${request.type}; its log says why`,
      );
    }
  }

  #attach(from: Connection, request: Of<"attach">): void {
    if (request.wire !== WIRE_VERSION) {
      const message = `this agent-host speaks wire version ${WIRE_VERSION}, the server ${request.wire}; end the host when its agents are done and start again`;
      return this.#refuse(from, request, "wire_version", message);
    }
    if (this.#attached !== undefined && this.#attached !== from) {
      this.#options.log(`server ${request.server} takes over from ${this.#attached.server}`);
      this.#attached.close({ type: "detached", reason: "taken_over" });
    } else {
      this.#options.log(`server ${request.server} attaches`);
    }
    this.#attached = from;
    from.attach(request.server);
    const agents = [...this.#agents.values()].map((agent) => agent.info());
    from.send({ type: "attached", re: request.req, host: this.#info, agents });
  }

  async #spawn(from: Connection, request: Of<"spawn">): Promise<void> {
    const { type: _type, req: re, ...spec } = request;
    const failed = (
      reason: "already_running" | "not_committed" | "cannot_start" | "shutting_down",
      message: string,
      instance?: string,
    ): void =>
      from.send({
        type: "spawn_failed",
        re,
        agent: spec.agent,
        reason,
        message,
        ...(instance === undefined ? {} : { instance }),
      });
    const former = this.#agents.get(spec.agent);
    if (this.#shuttingDown) return failed("shutting_down", "the agent-host is shutting down");
    if (former?.alive || this.#starting.has(spec.agent)) {
      return failed("already_running", `agent ${spec.agent} is running already`, former?.instance);
    }
    if (former !== undefined && former.log.committed < former.log.last) {
      const message = `the former run of ${spec.agent} has output that is not committed; replay and commit it, or forget it`;
      return failed("not_committed", message, former.instance);
    }
    this.#starting.add(spec.agent);
    try {
      const agent = await startAgent(spec, this.#options, {
        grown: () => this.#attached?.schedule(),
        gone: (exit) => {
          this.#options.log(`agent ${spec.agent} exited, code ${exit.code}, signal ${exit.signal}`);
          this.#attached?.schedule();
          this.#endWhenEmpty();
        },
      });
      this.#agents.set(spec.agent, agent);
      from.stopReplay(spec.agent);
      this.#options.log(`agent ${spec.agent} started, pid ${agent.pid}`);
      from.send({
        type: "spawned",
        re,
        agent: spec.agent,
        instance: agent.instance,
        pid: agent.pid,
      });
      if (this.#shuttingDown) agent.end(0);
    } catch (error) {
      failed("cannot_start", error instanceof Error ? error.message : String(error));
    } finally {
      this.#starting.delete(spec.agent);
    }
  }

  #agentRequest(
    from: Connection,
    request: Of<"replay" | "commit" | "write" | "end" | "forget">,
  ): void {
    const agent = this.#agents.get(request.agent);
    if (agent === undefined || agent.instance !== request.instance) {
      const message = `agent ${request.agent} has no instance ${request.instance} here`;
      return this.#refuse(from, request, "unknown_instance", message);
    }
    const { id } = agent;
    switch (request.type) {
      case "replay":
      case "commit": {
        const offset = request.type === "replay" ? request.from : request.offset;
        if (offset > agent.log.last) {
          return this.#refuse(
            from,
            request,
            "bad_offset",
            `agent ${id} is only at offset ${agent.log.last}`,
          );
        }
        if (request.type === "commit") return agent.commit(offset);
        const began = from.replay(agent, offset);
        return from.send({
          type: "replaying",
          re: request.req,
          agent: id,
          instance: agent.instance,
          from: began,
        });
      }
      case "write": {
        const outcome = agent.write(request.id, request.data);
        const about = { re: request.req, agent: id, id: request.id };
        if (outcome === "accepted" || outcome === "repeated") {
          return from.send({ type: "written", ...about, repeated: outcome === "repeated" });
        }
        return from.send({
          type: "write_failed",
          ...about,
          reason: outcome,
          message: WRITE_FAILURES[outcome],
        });
      }
      case "end":
        agent.end(request.grace_ms);
        return from.send({ type: "ending", re: request.req, agent: id });
      case "forget":
        if (agent.alive)
          return this.#refuse(
            from,
            request,
            "still_running",
            `agent ${id} is running; end it first`,
          );
        this.#agents.delete(id);
        from.stopReplay(id);
        return from.send({ type: "forgotten", re: request.req, agent: id });
    }
  }

  #refuse(to: Connection, request: Request, code: string, message: string): void {
    to.send({ type: "error", ...("req" in request ? { re: request.req } : {}), code, message });
  }

  #status(): HostStatus {
    const agents = [...this.#agents.values()].map((agent) =>
      Object.assign(agent.info(), {
        held_bytes: agent.log.bytes,
        stdin_queued_bytes: agent.stdinQueued,
        paused: agent.paused,
        ending: agent.ending,
      }),
    );
    return {
      host: this.#info,
      attached_server: this.#attached?.server ?? null,
      rss_bytes: process.memoryUsage.rss(),
      held_bytes: agents.reduce((sum, agent) => sum + agent.held_bytes, 0),
      agents,
    };
  }

  #endWhenEmpty(): void {
    if (!this.#shuttingDown) return;
    for (const agent of this.#agents.values()) if (agent.alive) return;
    const deadline = Date.now() + FAREWELL_MS;
    const leave = (): void => {
      if (this.#attached !== undefined && !this.#attached.idle && Date.now() < deadline) {
        setTimeout(leave, 10);
        return;
      }
      for (const connection of this.#connections) connection.close();
      this.#options.ended();
    };
    leave();
  }
}
