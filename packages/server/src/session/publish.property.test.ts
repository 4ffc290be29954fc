import { expect, test } from "bun:test";
import type { Input } from "@orbitdock/core";
import { newSession } from "@orbitdock/core";
import {
  apply,
  type Message,
  type SessionChange,
  type SessionState,
  snapshotOf,
} from "@orbitdock/protocol";
import * as fc from "fast-check";
import { SessionActor } from "./actor.ts";
import type { Clock } from "./clock.ts";
import { encodeChange, Publisher } from "./publisher.ts";
import { Ticker } from "./ticker.ts";
import { seedTopic, sessionTopic, type Transport } from "./transport.ts";

const sessionId = "s";

type Frame = SessionChange & { revision?: number; revisions?: number };

/** A reader that appends: holds a cursor, and counts a gap as a fault. */
class Reader {
  state: SessionState;
  epoch: string;
  revision: number;

  constructor(actor: SessionActor) {
    this.state = snapshotOf(actor.state);
    this.epoch = actor.epoch;
    this.revision = actor.revision;
  }

  take(text: string): void {
    const { revision = 0, revisions = 1, ...change } = JSON.parse(text) as Frame;
    if (revision <= this.revision) return;
    expect(revision - revisions).toBe(this.revision);
    this.state = apply(this.state, change as SessionChange);
    this.revision = revision;
  }
}

/** A seed reader: sets what each frame says, and never sees an append. */
class SeedReader {
  readonly messages = new Map<string, Message>();

  constructor(actor: SessionActor) {
    for (const message of actor.state.messages) this.messages.set(message.id, message);
  }

  take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "message_appended") this.messages.set(frame.message.id, frame.message);
    if (frame.type !== "message_updated") return;
    expect(frame.changes.content_append).toBeUndefined();
    expect(frame.changes.tool_output_append).toBeUndefined();
    const before = this.messages.get(frame.message_id);
    if (before) this.messages.set(frame.message_id, { ...before, ...frame.changes } as Message);
  }
}

class World {
  #ms = Date.parse("2026-01-01T00:00:00.000Z");
  #ids = 0;
  readonly clock: Clock = {
    ms: () => this.#ms,
    now: () => new Date(this.#ms).toISOString(),
    nextId: () => `id${++this.#ids}`,
  };
  readonly readers: Reader[] = [];
  readonly seeds: SeedReader[] = [];
  /** The ticks are given by hand; the interval never comes. */
  readonly ticker = new Ticker(2 ** 30);
  readonly transport: Transport = {
    publish: (topic, frame) => {
      if (topic === sessionTopic(sessionId)) for (const reader of this.readers) reader.take(frame);
      if (topic === seedTopic(sessionId)) for (const reader of this.seeds) reader.take(frame);
    },
    listeners: (topic) =>
      topic === sessionTopic(sessionId) ? this.readers.length : this.seeds.length,
  };
  readonly actor: SessionActor;

  constructor() {
    const publisher = new Publisher(sessionId, this.transport, this.ticker, () => this.#ms);
    const state = newSession({
      id: sessionId,
      provider: "codex",
      project_path: "/p",
      project_name: "p",
      integration_mode: "direct",
      model: null,
      effort: null,
      approval_policy: null,
      sandbox_mode: null,
      custom_name: null,
      git_branch: null,
      forked_from: null,
      now: this.clock.now(),
    });
    this.actor = new SessionActor(state, 0, {
      clock: this.clock,
      publisher,
      record: () => {},
      perform: () => {},
      changed: () => {},
      failed: (_actor, _input, error) => {
        throw error;
      },
    });
    this.actor.handle([
      { type: "create" },
      { type: "agent_ready", thread_id: "t" },
      { type: "send_message", content: "go" },
      { type: "turn_started", native_id: "turn1" },
    ]);
  }

  pass(ms: number): void {
    this.#ms += ms;
    this.ticker.tick();
  }
}

const native = fc.integer({ min: 1, max: 3 }).map((n) => `i${n}`);
const words = fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" });
const said: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("item_delta" as const),
      native_id: native,
      field: fc.constantFrom("content", "tool_output" as const),
      text: words,
      message_type: fc.constantFrom("assistant", "tool" as const),
    }),
  },
  fc.record({
    type: fc.constant("item_completed" as const),
    native_id: native,
    message_type: fc.constant("assistant" as const),
    content: words,
  }),
  words.map((text) => ({ type: "notice" as const, kind: "info" as const, text })),
);
const step = fc.oneof(
  { weight: 8, arbitrary: said.map((input) => (world: World) => void world.actor.handle([input])) },
  { weight: 3, arbitrary: fc.nat({ max: 300 }).map((ms) => (world: World) => world.pass(ms)) },
  fc.constant((world: World) => {
    world.actor.flush();
    world.readers.push(new Reader(world.actor));
  }),
  fc.constant((world: World) => {
    world.actor.flush();
    world.seeds.push(new SeedReader(world.actor));
  }),
  // A reader leaves for a while and comes back with its cursor.
  fc.nat().map((which) => (world: World) => {
    const reader = world.readers[which % Math.max(1, world.readers.length)];
    if (!reader) return;
    world.readers.splice(world.readers.indexOf(reader), 1);
    world.actor.handle([{ type: "notice", kind: "info", text: "meanwhile" }]);
    world.pass(20);
    world.actor.flush();
    const missed = world.actor.missed(reader.epoch, reader.revision);
    for (const stamped of missed ?? []) reader.take(encodeChange(sessionId, stamped));
    if (missed) world.readers.push(reader);
  }),
);

test("every reader ends with the server's state, whenever it came and however frames were merged", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const world = new World();
      for (const take of steps) take(world);
      world.pass(1_000);
      world.pass(1_000);
      const expected = snapshotOf(world.actor.state);
      for (const reader of world.readers) expect(snapshotOf(reader.state)).toEqual(expected);
      for (const seed of world.seeds)
        for (const message of world.actor.state.messages) {
          const held = seed.messages.get(message.id);
          expect(held?.content).toBe(message.content);
          expect(held?.tool_output ?? "").toBe(message.tool_output ?? "");
        }
    }),
    { numRuns: 300 },
  );
});

test("a cursor of another epoch, from the future, or too old gets no replay", () => {
  const world = new World();
  const { epoch, revision } = world.actor;
  expect(world.actor.missed("other", revision)).toBeNull();
  expect(world.actor.missed(epoch, revision + 1)).toBeNull();
  for (let n = 0; n < 2_100; n++)
    world.actor.handle([{ type: "notice", kind: "info", text: String(n) }]);
  expect(world.actor.missed(epoch, revision)).toBeNull();
  expect(world.actor.missed(epoch, world.actor.revision - 10)?.length).toBe(10);
  expect(world.actor.missed(epoch, world.actor.revision)).toEqual([]);
});

test("an exception while handling an input ends the turn and leaves the session", () => {
  const world = new World();
  const failures: unknown[] = [];
  const { state } = world.actor;
  const actor = new SessionActor(state, 1, {
    clock: world.clock,
    publisher: new Publisher(sessionId, world.transport, world.ticker, world.clock.ms),
    record: () => {},
    perform: () => {},
    changed: () => {},
    failed: (_actor, _input, error) => failures.push(error),
  });
  const poisoned = {
    type: "item_started",
    native_id: "x",
    message_type: "assistant",
    get content(): string {
      throw new Error("poison");
    },
  } as const;
  actor.handle([poisoned]);
  expect(failures).toHaveLength(1);
  expect(actor.state.turn).toBeNull();
  expect(actor.state.last_error?.message).toContain("poison");
  expect(actor.handle([{ type: "send_message", content: "again" }])).toBeNull();
  expect(actor.state.work_status).toBe("working");
});
