import { type Connection, connect, sessionStores, type SessionStore } from "@orbitdock/client";
import type {
  ApprovalRequest,
  ClientMessageOf,
  EndedTurn,
  Message,
  MessageType,
  SessionCommand,
  SessionState,
} from "@orbitdock/protocol";
import { type ScenarioItemInput, type ScenarioInput, scriptPrompt } from "@orbitdock/rehearsal";
import type { World } from "./server-process.ts";
import { until } from "./until.ts";

/** The session's own commands, without what every one of them names. */
type Order = Unaddressed<SessionCommand | ClientMessageOf<"fork_session">>;
type Unaddressed<Message> = Message extends unknown
  ? Omit<Message, "session_id" | "command_id">
  : never;

type Settings = Omit<ClientMessageOf<"create_session">, "type" | "provider" | "cwd" | "command_id">;

/** Connects our own client to a world's server. */
export function dial(world: World, name = "seat"): Connection {
  const client = { name, version: "test" };
  return connect({ url: world.url, token: world.token, client, report: () => {} });
}

/** A person in front of one session, with our own client. */
export class Seat {
  readonly id: string;
  readonly connection: Connection;
  readonly store: SessionStore;
  readonly #leave: () => void;

  private constructor(connection: Connection, id: string) {
    this.connection = connection;
    this.id = id;
    this.store = sessionStores(connection).get(id);
    this.#leave = this.store.subscribe(() => {});
  }

  /** Starts a session and sits down in front of it. */
  static async create(world: World, settings: Settings = {}, cwd = world.project()): Promise<Seat> {
    const connection = dial(world);
    sessionStores(connection);
    const { session_id } = await connection.command({
      type: "create_session",
      provider: "codex",
      cwd,
      ...settings,
    });
    if (session_id === undefined) throw new Error("the new session has no id");
    return Seat.at(connection, session_id);
  }

  /** Sits down in front of a session that is there. */
  static async at(connection: Connection, id: string): Promise<Seat> {
    const seat = new Seat(connection, id);
    await until(`session ${id} to be live`, () => seat.store.getState().status === "live");
    return seat;
  }

  /** A second person, on a connection of their own. */
  beside(world: World, name = "other"): Promise<Seat> {
    return Seat.at(dial(world, name), this.id);
  }

  get session(): SessionState {
    const { session, error } = this.store.getState();
    if (!session) throw new Error(`session ${this.id} is not there: ${error}`);
    return session;
  }

  messages(type: MessageType): Message[] {
    return this.session.messages.filter((message) => message.message_type === type);
  }

  texts(type: MessageType): string[] {
    return this.messages(type).map((message) => message.content);
  }

  /** Gives an order and waits for its acknowledgement. */
  async order(order: Order, commandId?: string): Promise<string | undefined> {
    const message = {
      ...order,
      session_id: this.id,
      ...(commandId === undefined ? {} : { command_id: commandId }),
    };
    return (await this.connection.command(message as ClientMessageOf<Order["type"]>)).session_id;
  }

  /** Sends a prompt whose answers are given, one list of items a request to the model. */
  say(...answers: ScenarioItemInput[][]): Promise<string | undefined> {
    return this.script({ responses: answers.map((items) => ({ items })) });
  }

  script(scenario: ScenarioInput): Promise<string | undefined> {
    return this.order({ type: "send_message", content: scriptPrompt(scenario) });
  }

  /** The same, until the turn is over. */
  async turn(...answers: ScenarioItemInput[][]): Promise<EndedTurn> {
    const number = (this.session.turns.at(-1)?.number ?? 0) + 1;
    await this.say(...answers);
    return this.ended(number);
  }

  until<T>(what: string, ask: (session: SessionState) => T): Promise<NonNullable<T>> {
    return until(what, () => ask(this.session)).catch((error: unknown) => {
      const { messages, ...rest } = this.session;
      const tail = messages.slice(-6);
      throw new Error(`${String(error)}\n${JSON.stringify({ tail, rest }).slice(0, 4_000)}`);
    });
  }

  ended(number: number): Promise<EndedTurn> {
    return this.until(`turn ${number} to end`, ({ turns }) =>
      turns.find((turn) => turn.number === number),
    );
  }

  /** The session takes messages, and nothing runs. */
  async ready(): Promise<void> {
    await this.until(
      "the session to be ready",
      (session) => session.agent_status === "running" && session.turn === null,
    );
  }

  asked(): Promise<ApprovalRequest> {
    return this.until("a request", (session) => session.pending_approval);
  }

  /** A message that fits, as soon as there is one. */
  message(type: MessageType, fits: (message: Message) => boolean = () => true): Promise<Message> {
    return this.until(`a ${type} message`, (session) =>
      session.messages.findLast((message) => message.message_type === type && fits(message)),
    );
  }

  leave(): void {
    this.#leave();
    this.connection.close();
  }
}

/** A call of the model's shell tool. */
export function run(cmd: string): ScenarioItemInput {
  return { type: "call", name: "exec_command", args: { cmd } };
}

/** Words of the model. */
export function text(
  said: string,
  more: Omit<Extract<ScenarioItemInput, { type: "text" }>, "type" | "text"> = {},
): ScenarioItemInput {
  return { type: "text", text: said, ...more };
}
