import {
  type Context,
  decide,
  type Decided,
  type Input,
  type OutboxEntry,
  type Rejection,
  type TimerEffect,
  type TimerName,
} from "@orbitdock/core";
import {
  type Message,
  type SessionChange,
  type SessionState,
  type SessionSummary,
  summaryOf,
} from "@orbitdock/protocol";
import type { AgentOffset, AppliedCommand, SessionFacts, StoreStep } from "../store/store.ts";
import type { Clock } from "./clock.ts";
import type { Publisher } from "./publisher.ts";
import { ReplayRing } from "./replay.ts";

/** Messages an actor holds: past `most` it lets go of the oldest, down to `fewest`. */
const window = { most: 600, fewest: 400 };
/** Changes kept for readers that come back. */
const ringCapacity = 2_000;

/** What made the inputs come, written in the same transaction as what they came to. */
export interface Cause {
  command?: AppliedCommand;
  heard?: AgentOffset;
}

/** Where an actor's outcomes go. */
export interface ActorOutlets {
  clock: Clock;
  publisher: Publisher;
  record(step: StoreStep): void;
  /** Effects that may be carried out once what was recorded is durable. */
  perform(entries: OutboxEntry[]): void;
  /** The summary may have changed; `chatter` when only texts and counts did. */
  changed(actor: SessionActor, chatter: boolean): void;
  failed(actor: SessionActor, input: Input, error: unknown): void;
}

/** One session: its state, who reads it, and the one place where its inputs are handled. */
export class SessionActor {
  readonly id: string;
  /** This life of the actor: a reader's cursor holds within it only. */
  readonly epoch: string;
  #state: SessionState;
  #revision: number;
  readonly #ring: ReplayRing;
  readonly #outlets: ActorOutlets;
  readonly #timers = new Map<TimerName, ReturnType<typeof setTimeout>>();

  constructor(state: SessionState, revision: number, outlets: ActorOutlets) {
    this.id = state.id;
    this.epoch = outlets.clock.nextId();
    this.#state = state;
    this.#revision = revision;
    this.#ring = new ReplayRing(ringCapacity, revision);
    this.#outlets = outlets;
  }

  get state(): SessionState {
    return this.#state;
  }

  get revision(): number {
    return this.#revision;
  }

  get summary(): SessionSummary {
    return summaryOf(this.#state);
  }

  /**
   * Handles inputs in one synchronous step: decides, folds, records, publishes. Gives the rejection
   * of the last input if it had one. Never throws: an exception ends this session's turn, no more.
   */
  handle(inputs: readonly Input[], cause: Cause = {}): Rejection | null {
    const changes: SessionChange[] = [];
    const effects: OutboxEntry[] = [];
    let rejection: Rejection | null = null;
    const nextId = cause.heard ? idsOf(cause.heard) : this.#outlets.clock.nextId;
    for (const input of inputs) {
      const decided = this.#decide(input, nextId);
      rejection = decided.rejection;
      this.#state = decided.state;
      changes.push(...decided.changes);
      for (const effect of decided.effects) {
        if (effect.type === "timer") this.#setTimer(effect);
        else effects.push({ id: nextId(), session_id: this.id, effect });
      }
    }
    if (changes.length > 0 || effects.length > 0) this.#commit(changes, effects, cause, rejection);
    else if (cause.heard || (cause.command && !rejection))
      this.#outlets.record({ at: this.#outlets.clock.now(), ...withoutRejected(cause, rejection) });
    return rejection;
  }

  /** What a reader at this cursor has missed; null when only a snapshot will do. */
  missed(epoch: string, revision: number): ReturnType<ReplayRing["since"]> {
    return epoch === this.epoch ? this.#ring.since(revision) : null;
  }

  /** Sends what waits to be published, so that what a reader gets next follows `state`. */
  flush(): void {
    this.#outlets.publisher.flush();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #decide(input: Input, nextId: () => string): Decided {
    const context = { now: this.#outlets.clock.now(), nextId };
    try {
      return decide(this.#state, input, context);
    } catch (error) {
      this.#outlets.failed(this, input, error);
      return this.#decideFailure(error, context);
    }
  }

  /** A state that is broken in itself fails every decision: then nothing of this input is taken. */
  #decideFailure(error: unknown, context: Context): Decided {
    const message = error instanceof Error ? error.message : String(error);
    const failure: Input = { type: "handling_failed", error: message };
    try {
      return decide(this.#state, failure, context);
    } catch (again) {
      this.#outlets.failed(this, failure, again);
      const rejection = {
        code: "internal",
        message: `This session is broken: ${message}`,
      } as const;
      return { state: this.#state, changes: [], effects: [], rejection };
    }
  }

  #commit(
    changes: SessionChange[],
    effects: OutboxEntry[],
    cause: Cause,
    rejection: Rejection | null,
  ): void {
    this.#revision += changes.length;
    for (const change of changes) this.#ring.push(change);
    this.#outlets.record({
      at: this.#outlets.clock.now(),
      session: new RecordedSession(this.#state, this.#revision, changes),
      effects,
      ...withoutRejected(cause, rejection),
    });
    this.#outlets.publisher.push(changes, this.#revision, this.#state);
    this.#outlets.changed(this, changes.every(isChatter));
    if (effects.length > 0) this.#outlets.perform(effects);
    this.#trim();
  }

  #setTimer(effect: TimerEffect): void {
    clearTimeout(this.#timers.get(effect.timer));
    this.#timers.delete(effect.timer);
    if (effect.after_ms === null) return;
    const timer = setTimeout(() => {
      this.#timers.delete(effect.timer);
      this.handle([{ type: "timer_fired", timer: effect.timer }]);
    }, effect.after_ms);
    this.#timers.set(effect.timer, timer);
  }

  /** Lets go of old messages, never of one that may still change. */
  #trim(): void {
    const { messages } = this.#state;
    if (messages.length <= window.most) return;
    const streaming = messages.findIndex((message) => message.status === "streaming");
    const keepFrom = messages.length - window.fewest;
    const from = streaming === -1 ? keepFrom : Math.min(keepFrom, streaming);
    if (from > 0)
      this.#state = { ...this.#state, messages: messages.slice(from), has_earlier: true };
  }
}

/**
 * Ids that follow from the line that was heard: a server that hears it again, because the last one
 * was killed before it wrote, gives the same names to what readers were told of already.
 */
function idsOf({ instance, offset }: AgentOffset): () => string {
  let count = 0;
  return () => `${instance.slice(0, 10)}-${offset.toString(36)}-${(count++).toString(36)}`;
}

/** A rejected command was not applied: only what was heard is recorded of its cause. */
function withoutRejected(cause: Cause, rejection: Rejection | null): Cause {
  if (!rejection || !cause.command) return cause;
  return cause.heard ? { heard: cause.heard } : {};
}

function isChatter(change: SessionChange): boolean {
  return (
    change.type === "message_updated" ||
    change.type === "tokens_updated" ||
    change.type === "agent_event_unknown"
  );
}

/** Facts and summary are made when they are written, which is once a batch and not once a change. */
class RecordedSession implements NonNullable<StoreStep["session"]> {
  readonly id: string;
  readonly revision: number;
  readonly changes: readonly SessionChange[];
  readonly #state: SessionState;

  constructor(state: SessionState, revision: number, changes: readonly SessionChange[]) {
    this.id = state.id;
    this.revision = revision;
    this.changes = changes;
    this.#state = state;
  }

  get facts(): SessionFacts {
    const { messages: _messages, has_earlier: _earlier, ...facts } = this.#state;
    return facts;
  }

  get summary(): SessionSummary {
    return summaryOf(this.#state);
  }
}

/** A session's state put together again from what the store holds of it. */
export function stateFrom(
  facts: SessionFacts,
  messages: Message[],
  hasEarlier: boolean,
): SessionState {
  return { ...facts, messages, has_earlier: hasEarlier };
}
