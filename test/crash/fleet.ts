import {
  type CommandMessage,
  type Connection,
  connect,
  sessionStores,
  type SessionStore,
} from "@orbitdock/client";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/until.ts";
import type { World } from "../support/server-process.ts";

/** Lets time pass that is part of the trial, not of waiting for something. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What one turn of a crew member says before and after the command it asks for. */
function turnTexts(name: string, turn: number): [string, string] {
  const words = Array.from({ length: 40 }, (_, index) => `${name}.${turn}.${index}`);
  return [words.join(" "), `${name} ends turn ${turn}.`];
}

/** One session and the person in front of it, who sends, approves and waits, again and again. */
export class CrewMember {
  readonly name: string;
  readonly #world: World;
  readonly #connection: Connection;
  readonly #store: SessionStore;
  readonly #leave: () => void;
  readonly id: string;
  turns = 0;
  /** Called the moment a command is acknowledged. */
  onAcknowledged: () => void = () => {};

  private constructor(world: World, connection: Connection, name: string, id: string) {
    this.name = name;
    this.id = id;
    this.#world = world;
    this.#connection = connection;
    this.#store = sessionStores(connection).get(id);
    this.#leave = this.#store.subscribe(() => {});
  }

  static async join(world: World, name: string): Promise<CrewMember> {
    const connection = connect({
      url: world.url,
      token: world.token,
      client: { name, version: "test" },
      report: () => {},
    });
    const ack = await connection.command({
      type: "create_session",
      provider: "codex",
      cwd: world.project(),
      approval_policy: "untrusted",
    });
    if (!ack.session_id) throw new Error("the session has no id");
    return new CrewMember(world, connection, name, ack.session_id);
  }

  get view() {
    return this.#store.getState();
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** One turn: text, a command to approve after `thoughtMs` of thought, text. */
  async turn(thoughtMs: number): Promise<void> {
    const number = this.turns + 1;
    const [before, after] = turnTexts(this.name, number);
    const cmd = `echo ${number} >> ${this.name}.log`;
    const content = scriptPrompt({
      responses: [
        {
          items: [
            { type: "text", text: before, pace_ms: 15 },
            { type: "call", name: "exec_command", args: { cmd } },
          ],
        },
        { items: [{ type: "text", text: after, pace_ms: 15 }] },
      ],
    });
    await this.#command({ type: "send_message", session_id: this.id, content });
    this.turns = number;
    const request = await until(
      `${this.name} to ask in turn ${number}`,
      () => this.#ended(number) || this.view.session?.pending_approval,
      120_000,
    );
    if (request === true) throw new Error(`${this.name}: turn ${number} ended without asking`);
    await pause(thoughtMs);
    await this.#command({
      type: "approve_tool",
      session_id: this.id,
      request_id: request.id,
      decision: "approved",
    });
    await until(`${this.name} to end turn ${number}`, () => this.#ended(number), 120_000);
  }

  async #command(message: CommandMessage): Promise<void> {
    await this.#connection.command(message);
    this.onAcknowledged();
  }

  #ended(turn: number): boolean {
    return this.view.session?.turns.some((ended) => ended.number === turn) ?? false;
  }

  /** What is wrong with what came of it: empty when all was said once, and done once. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    while (this.view.session?.has_earlier) await this.#store.loadEarlier();
    const session = this.view.session;
    if (!session) return [`${this.name}: no session`];
    const said = session.messages
      .filter((message) => message.message_type === "assistant")
      .map((message) => message.content.trim());
    const expected = Array.from({ length: this.turns }, (_, at) => turnTexts(this.name, at + 1));
    if (JSON.stringify(said) !== JSON.stringify(expected.flat()))
      faults.push(`${this.name}: said ${JSON.stringify(said)}`);
    const asked = session.messages.filter((message) => message.message_type === "user");
    if (asked.length !== this.turns)
      faults.push(`${this.name}: ${asked.length} prompts for ${this.turns} turns`);
    const outcomes = session.turns.map((turn) => turn.outcome);
    if (outcomes.some((outcome) => outcome !== "completed"))
      faults.push(`${this.name}: turns were ${outcomes.join(", ")}`);
    const log = join(this.#world.project(), `${this.name}.log`);
    const ran = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    const once = Array.from({ length: this.turns }, (_, at) => String(at + 1));
    if (JSON.stringify(ran) !== JSON.stringify(once))
      faults.push(`${this.name}: commands ran ${ran.join(",")}`);
    return faults;
  }

  leave(): void {
    this.#leave();
    this.#connection.close();
  }
}
