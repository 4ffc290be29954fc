import { forkPoint, type Input, type SessionFounding } from "@orbitdock/core";
import {
  type ClientMessage,
  type ClientMessageOf,
  pageOf,
  type ServerMessage,
  type ServerStatus,
  type SessionCommand,
} from "@orbitdock/protocol";
import { basename } from "node:path";
import type { AgentRunner } from "../agents/runner.ts";
import type { SessionActor } from "../session/actor.ts";
import type { Clock } from "../session/clock.ts";
import type { Registry } from "../session/registry.ts";
import type { AppliedCommand, Store } from "../store/store.ts";
import { type Acknowledgement, CommandLog } from "./command-log.ts";
import { CommandRejected } from "./command-rejected.ts";
import { completions, directoryAt, gitBranch, isRepository } from "./directories.ts";
import { sessionInput } from "./session-input.ts";

export interface DeskOptions {
  registry: Registry;
  store: Store;
  runner: AgentRunner;
  clock: Clock;
  status(): ServerStatus;
  applied: readonly AppliedCommand[];
}

type Creating = ClientMessageOf<"create_session" | "fork_session">;
type Query = Extract<
  ClientMessage,
  {
    type:
      | "list_approvals"
      | "delete_approval"
      | "list_models"
      | "list_providers"
      | "list_messages"
      | "get_message"
      | "list_directories"
      | "get_server_status";
  }
>;

/** Takes what clients want done: commands to sessions, new sessions, and questions. */
export class Desk {
  readonly #options: DeskOptions;
  readonly #commands: CommandLog;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#commands = new CommandLog(options.applied);
  }

  /**
   * Gives a command to its session. Resolves once it is durable.
   * @throws CommandRejected
   */
  command(command: SessionCommand, by: string): Promise<Acknowledgement> {
    return this.#commands.once(command.command_id, command.session_id, async () => {
      const actor = await this.session(command.session_id);
      return this.#applied(actor, [sessionInput(command, by)], command.command_id);
    });
  }

  /**
   * Makes a session. `created` is told of it before it is durable, so that its sender can watch.
   * @throws CommandRejected before anything is created.
   */
  create(message: Creating, created: (actor: SessionActor) => void): Promise<Acknowledgement> {
    return this.#commands.once(message.command_id, null, async () => {
      const { founding, first } =
        message.type === "create_session"
          ? await this.#founding(message)
          : await this.#forkOf(message);
      const { registry } = this.#options;
      const actor = registry.create(founding, first, (id) => commandCause(message.command_id, id));
      created(actor);
      return this.#durable(actor);
    });
  }

  /** Answers a question. @throws CommandRejected */
  async query(query: Query): Promise<ServerMessage> {
    const { store, runner, registry } = this.#options;
    const echo = query.command_id === undefined ? {} : { command_id: query.command_id };
    switch (query.type) {
      case "list_approvals": {
        const sessionId = query.session_id ?? null;
        const approvals = await store.listApprovals(sessionId, query.limit ?? 100);
        return { type: "approvals_list", session_id: sessionId, approvals, ...echo };
      }
      case "delete_approval": {
        const waits = [...registry.actors()].some((actor) =>
          actor.state.pending_approvals.some((pending) => pending.id === query.approval_id),
        );
        if (waits)
          throw new CommandRejected("conflict", "This request still waits: answer it first.");
        store.append({
          at: this.#options.clock.now(),
          deleted_approval_id: query.approval_id,
        });
        await store.durable();
        return { type: "approval_deleted", approval_id: query.approval_id, ...echo };
      }
      case "list_models":
        return { type: "models_list", models: await this.#models(), ...echo };
      case "list_providers":
        return { type: "providers_list", providers: runner.providers, ...echo };
      case "list_messages": {
        (await this.session(query.session_id)).flush();
        const { session_id, before = null, limit } = query;
        const page = await store.listMessages(session_id, before, limit ?? 200);
        const messages = pageOf(page.messages);
        const has_earlier = page.has_earlier || messages.length < page.messages.length;
        return { type: "messages_list", session_id, messages, has_earlier, ...echo };
      }
      case "get_message": {
        const { session_id, message_id } = query;
        const actor = await this.session(session_id);
        actor.flush();
        const message =
          actor.state.messages.find((candidate) => candidate.id === message_id) ??
          (await store.getMessage(session_id, message_id));
        if (!message)
          throw new CommandRejected("not_found", "There is no such message in this session.");
        return { type: "message", session_id, message, ...echo };
      }
      case "list_directories":
        return {
          type: "directories_list",
          prefix: query.prefix ?? null,
          directories: await this.#directories(query.prefix ?? null),
          ...echo,
        };
      case "get_server_status":
        return { type: "server_status", status: this.#options.status(), ...echo };
    }
  }

  status(): ServerStatus {
    return this.#options.status();
  }

  /** The actor of a session. @throws CommandRejected when there is none, or it cannot be read. */
  async session(id: string): Promise<SessionActor> {
    const actor = await this.#options.registry.get(id);
    if (!actor) throw new CommandRejected("not_found", `There is no session ${id}.`);
    return actor;
  }

  #applied(
    actor: SessionActor,
    inputs: Input[],
    commandId: string | undefined,
  ): Promise<Acknowledgement> {
    const rejection = actor.handle(inputs, commandCause(commandId, actor.id));
    if (rejection) throw CommandRejected.of(rejection);
    return this.#durable(actor);
  }

  /** What a command came to is told before the command is acknowledged: who sent it sees no past. */
  async #durable(actor: SessionActor): Promise<Acknowledgement> {
    const durability = await this.#options.store.durable();
    actor.flush();
    return { session_id: actor.id, durable: durability === "durable" };
  }

  async #founding(message: ClientMessageOf<"create_session">): Promise<Beginning> {
    const { provider } = message;
    if (!this.#options.runner.serves(provider))
      throw new CommandRejected(
        "provider_error",
        `This OrbitDock cannot run ${provider} sessions yet.`,
      );
    const cwd = await directoryAt(message.cwd);
    return {
      founding: {
        provider,
        project_path: cwd,
        project_name: basename(cwd) || cwd,
        integration_mode: "direct",
        model: message.model ?? null,
        effort: message.effort ?? null,
        approval_policy: message.approval_policy ?? null,
        sandbox_mode: message.sandbox_mode ?? null,
        custom_name: message.name?.trim() || null,
        git_branch: await gitBranch(cwd),
        forked_from: null,
      },
      first: { type: "create", ...(message.prompt ? { prompt: message.prompt } : {}) },
    };
  }

  async #forkOf(message: ClientMessageOf<"fork_session">): Promise<Beginning> {
    const { state } = await this.session(message.session_id);
    if (state.thread_id === null)
      throw new CommandRejected("conflict", "This session has no history to fork yet.");
    const point = forkPoint(state, message.after_turn ?? null);
    if ("code" in point) throw CommandRejected.of(point);
    return {
      founding: {
        provider: state.provider,
        project_path: state.project_path,
        project_name: state.project_name,
        integration_mode: "direct",
        model: state.model,
        effort: state.effort,
        approval_policy: state.approval_policy ?? null,
        sandbox_mode: state.sandbox_mode ?? null,
        custom_name: `${state.custom_name ?? state.title ?? state.project_name} (fork)`,
        git_branch: state.git_branch,
        forked_from: state.id,
      },
      first: {
        type: "fork",
        source_thread_id: state.thread_id,
        source_turn_id: point.source_turn_id,
      },
    };
  }

  async #models(): Promise<Extract<ServerMessage, { type: "models_list" }>["models"]> {
    try {
      return await this.#options.runner.models();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandRejected("provider_error", `The models cannot be listed: ${why}`);
    }
  }

  async #directories(
    prefix: string | null,
  ): Promise<Extract<ServerMessage, { type: "directories_list" }>["directories"]> {
    if (prefix !== null)
      return (await completions(prefix)).map((found) => ({ ...found, last_used_at: null }));
    const recent = await this.#options.store.recentDirectories(20);
    return recent.map((used) => ({ ...used, git: isRepository(used.path) }));
  }
}

interface Beginning {
  founding: Omit<SessionFounding, "id" | "now">;
  first: Input;
}

function commandCause(
  commandId: string | undefined,
  sessionId: string,
): { command?: AppliedCommand } {
  if (commandId === undefined) return {};
  return { command: { command_id: commandId, session_id: sessionId } };
}
