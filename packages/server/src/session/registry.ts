import type { Input, OutboxEntry } from "@orbitdock/core";
import { newSession, type SessionFounding } from "@orbitdock/core";
import type { SessionSummary } from "@orbitdock/protocol";
import type { Logger } from "../shell/log.ts";
import type { Restored, Store } from "../store/store.ts";
import { mayStillSpeak } from "./runs-here.ts";
import { type ActorOutlets, type Cause, SessionActor, stateFrom } from "./actor.ts";
import type { Clock } from "./clock.ts";
import { ListPublisher } from "./list-publisher.ts";
import { Publisher } from "./publisher.ts";
import { Ticker } from "./ticker.ts";
import { seedTopic, sessionTopic, type Transport } from "./transport.ts";

/** How long a burst's changes gather before they go out, in milliseconds: one frame of a screen. */
export const coalesceMs = 16;
/** The same for words in the fleet's rows. */
export const listCoalesceMs = 100;
/** Messages loaded when a session is looked at. */
const loadMessages = 400;

export interface RegistryOptions {
  clock: Clock;
  store: Store;
  transport: Transport;
  log: Logger;
  restored: Restored;
  /** Carries effects out; called at once, waits for durability itself. */
  perform(entries: OutboxEntry[]): void;
}

/** All sessions: each as a row, and as an actor once someone or something needs it. */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #actors = new Map<string, SessionActor>();
  readonly #loading = new Map<string, Promise<SessionActor | null>>();
  /** Sessions that are not in memory, as their last life left them. */
  readonly #resting = new Map<string, { summary: SessionSummary; revision: number }>();
  readonly #ticker = new Ticker(coalesceMs);
  readonly #listTicker = new Ticker(listCoalesceMs);
  readonly #list: ListPublisher;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#list = new ListPublisher(options.transport, this.#listTicker);
    for (const { summary, revision } of options.restored.sessions) {
      this.#resting.set(summary.id, { summary, revision });
      this.#list.know(summary);
    }
  }

  /** Makes a session and gives it its first input. */
  create(
    founding: Omit<SessionFounding, "id" | "now">,
    first: Input,
    cause: (sessionId: string) => Cause,
  ): SessionActor {
    const { clock } = this.#options;
    const state = newSession({ ...founding, id: clock.nextId(), now: clock.now() });
    const actor = this.#actor(state, 0);
    this.#list.created(actor.summary);
    actor.handle([first], cause(actor.id));
    return actor;
  }

  /** The actor of a session in memory. */
  live(id: string): SessionActor | null {
    return this.#actors.get(id) ?? null;
  }

  /** The actor of a session, loaded if need be; null when there is no such session. */
  async get(id: string): Promise<SessionActor | null> {
    const live = this.#actors.get(id);
    if (live) return live;
    if (!this.#resting.has(id)) return null;
    let loading = this.#loading.get(id);
    if (!loading) {
      loading = this.#load(id).finally(() => this.#loading.delete(id));
      this.#loading.set(id, loading);
    }
    return loading;
  }

  /** Every row, the one with the latest activity first. */
  summaries(): SessionSummary[] {
    this.#list.flush();
    const rows = [...this.#resting.values()].map((resting) => resting.summary);
    for (const actor of this.#actors.values()) rows.push(actor.summary);
    return rows.toSorted((a, b) => (a.last_activity_at < b.last_activity_at ? 1 : -1));
  }

  /** One row. */
  summary(id: string): SessionSummary | null {
    return this.#actors.get(id)?.summary ?? this.#resting.get(id)?.summary ?? null;
  }

  actors(): Iterable<SessionActor> {
    return this.#actors.values();
  }

  counts(): { total: number; active: number; in_memory: number } {
    let active = 0;
    for (const resting of this.#resting.values()) if (resting.summary.status === "active") active++;
    for (const actor of this.#actors.values()) if (actor.state.status === "active") active++;
    const inMemory = this.#actors.size;
    return { total: this.#resting.size + inMemory, active, in_memory: inMemory };
  }

  /** Sends everything that waits to be published. */
  flush(): void {
    this.#list.flush();
    for (const actor of this.#actors.values()) actor.flush();
  }

  /** Lets go of ended sessions that nobody reads: their rows stay, the rest is in the store. */
  letRest(): void {
    const { clock } = this.#options;
    for (const actor of this.#actors.values()) {
      if (actor.state.status !== "ended" || this.#isRead(actor.id)) continue;
      if (mayStillSpeak(actor.summary, clock.ms())) continue;
      actor.dispose();
      this.#actors.delete(actor.id);
      this.#resting.set(actor.id, { summary: actor.summary, revision: actor.revision });
    }
  }

  #isRead(id: string): boolean {
    const { transport } = this.#options;
    return transport.listeners(sessionTopic(id)) + transport.listeners(seedTopic(id)) > 0;
  }

  async #load(id: string): Promise<SessionActor | null> {
    const loaded = await this.#options.store.load(id, loadMessages);
    if (!loaded) return null;
    const state = stateFrom(loaded.facts, loaded.messages, loaded.has_earlier);
    const actor = this.#actor(state, loaded.revision);
    actor.handle([{ type: "restored" }]);
    return actor;
  }

  #actor(state: SessionActor["state"], revision: number): SessionActor {
    const { clock, transport, store, log } = this.#options;
    const outlets: ActorOutlets = {
      clock,
      publisher: new Publisher(state.id, transport, this.#ticker, clock.ms),
      record: (step) => store.append(step),
      perform: this.#options.perform,
      changed: (changed, chatter) => this.#list.changed(changed.id, changed, chatter),
      failed: (failed, input, error) =>
        log.error("handling an input failed", { session_id: failed.id, input: input.type, error }),
    };
    const actor = new SessionActor(state, revision, outlets);
    this.#actors.set(state.id, actor);
    this.#resting.delete(state.id);
    return actor;
  }
}
