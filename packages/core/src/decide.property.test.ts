import { expect, test } from "bun:test";
import { apply, type SessionState, snapshotOf } from "@orbitdock/protocol";
import * as fc from "fast-check";
import type { AgentRequest, Input } from "./input.ts";
import { checkInvariants } from "./phase.ts";
import { DrivenSession, execRequest } from "./testing/session.ts";

const few = (prefix: string) => fc.integer({ min: 1, max: 4 }).map((n) => `${prefix}${n}`);
const item = few("item");
const turn = few("turn");
const words = fc.string({ maxLength: 12, unit: "grapheme" });
const error = fc.constant({ message: "it broke", hint: "mend it" });
const messageType = fc.constantFrom("assistant", "thinking", "tool", "user" as const);
const facts = fc.record(
  { content: words, tool_output: words, is_error: fc.boolean(), duration_ms: fc.nat() },
  { requiredKeys: [] },
);
const request: fc.Arbitrary<AgentRequest> = fc.oneof(
  few("req").map((id) => execRequest(id)),
  few("req").map((id) => execRequest(id, { type: "question", questions: [], options: ["denied"] })),
);

/** Any input at any time, sensible or not; approvals are named by the ids that sessions give. */
const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("item_delta" as const),
      native_id: item,
      field: fc.constantFrom("content", "tool_output" as const),
      text: words,
      message_type: messageType,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(item, messageType, facts).map(([native_id, message_type, rest]) => ({
      type: "item_started" as const,
      native_id,
      message_type,
      ...rest,
    })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(item, messageType, facts).map(([native_id, message_type, rest]) => ({
      type: "item_completed" as const,
      native_id,
      message_type,
      ...rest,
    })),
  },
  {
    weight: 4,
    arbitrary: words.map((text) => ({ type: "send_message" as const, content: `${text}.` })),
  },
  {
    weight: 3,
    arbitrary: few("thread").map((thread_id) => ({ type: "agent_ready" as const, thread_id })),
  },
  { weight: 3, arbitrary: turn.map((native_id) => ({ type: "turn_started" as const, native_id })) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("turn_ended" as const),
      native_id: fc.option(turn),
      outcome: fc.constantFrom("completed", "interrupted", "failed" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: request.map((asked) => ({ type: "approval_asked" as const, request: asked })),
  },
  fc.nat({ max: 60 }).map((n) => ({
    type: "decide_approval" as const,
    approval_id: `id${n}`,
    decision: "approved" as const,
    by: "test",
  })),
  fc.nat({ max: 60 }).map((n) => ({
    type: "answer_question" as const,
    approval_id: `id${n}`,
    answer: "yes",
    by: "test",
  })),
  few("req").map((native_id) => ({ type: "approval_withdrawn" as const, native_id })),
  words.map((text) => ({ type: "steer" as const, content: `${text}!` })),
  error.map((failed) => ({ type: "agent_failed" as const, error: failed })),
  fc.option(error).map((failed) => ({ type: "agent_stopped" as const, error: failed })),
  fc.nat({ max: 60 }).map((n) => ({
    type: "request_failed" as const,
    request: "turn_steer" as const,
    error: { message: "late" },
    message_id: `id${n}`,
  })),
  fc.constant({
    type: "request_failed" as const,
    request: "turn_start" as const,
    error: { message: "no" },
  }),
  fc.nat({ max: 60 }).map((n) => ({ type: "remove_queued" as const, queued_id: `id${n}` })),
  fc.record({
    type: fc.constant("usage" as const),
    usage: fc.record({
      input_tokens: fc.nat(),
      output_tokens: fc.nat(),
      cached_tokens: fc.nat(),
      context_window: fc.nat(),
    }),
  }),
  words.map((text) => ({ type: "notice" as const, kind: "retry" as const, text })),
  words.map((name) => ({ type: "unknown_event" as const, name, event: "{}" })),
  words.map((name) => ({ type: "rename" as const, name })),
  fc.constantFrom<Input>(
    { type: "create" },
    { type: "interrupt" },
    { type: "items_abandoned" },
    { type: "end", reason: "done" },
    { type: "resume" },
    { type: "compact" },
    { type: "restored" },
    { type: "timer_fired", timer: "start" },
    { type: "timer_fired", timer: "interrupt" },
    { type: "handling_failed", error: "oops" },
    { type: "configure", approval_policy: "on-failure" },
    { type: "diff", diff: "+a" },
    { type: "plan", plan: null },
  ),
);

/** Most sequences begin in the midst of things, where most inputs make sense; some in a terminal. */
const begun = fc.constantFrom(
  () => new DrivenSession(),
  () => DrivenSession.working(),
  () => DrivenSession.watched(),
);
const sequence = fc.tuple(begun, fc.array(input, { minLength: 1, maxLength: 80 }));

function check(property: fc.IProperty<unknown[]> | fc.IRawProperty<unknown>): void {
  fc.assert(property as fc.IRawProperty<unknown>, { numRuns: 400, verbose: 1 });
}

test("the state is the fold of the changes, and every invariant holds after every input", () => {
  check(
    fc.property(sequence, ([begin, inputs]) => {
      const session = begin();
      for (const next of inputs) {
        const before = session.state;
        const decided = session.take(next);
        expect(decided.changes.reduce(apply, before)).toEqual(session.state);
        checkInvariants(session.state);
        const ids = session.state.messages.map((message) => message.id);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }),
  );
});

test("a snapshot and the later changes give the later snapshot", () => {
  check(
    fc.property(sequence, fc.nat(), ([begin, inputs], at) => {
      const session = begin();
      const cut = at % inputs.length;
      let held: SessionState | null = null;
      for (const [index, next] of inputs.entries()) {
        if (index === cut) held = snapshotOf(session.state);
        const decided = session.take(next);
        if (held) held = decided.changes.reduce(apply, held);
      }
      if (held) expect(snapshotOf(held)).toEqual(snapshotOf(session.state));
    }),
  );
});

test("the same inputs give the same changes and effects", () => {
  check(
    fc.property(sequence, ([begin, inputs]) => {
      const one = begin();
      const two = begin();
      one.take(...inputs);
      two.take(...inputs);
      expect(two.changes).toEqual(one.changes);
      expect(two.effects).toEqual(one.effects);
    }),
  );
});

test("a rejected input changes nothing and does nothing", () => {
  check(
    fc.property(sequence, ([begin, inputs]) => {
      const session = begin();
      for (const next of inputs) {
        const before = session.state;
        const decided = session.take(next);
        if (!decided.rejection) continue;
        expect(decided.changes).toEqual([]);
        expect(decided.effects).toEqual([]);
        expect(session.state).toBe(before);
      }
    }),
  );
});

test("each request is resolved once, and answered to the agent at most once", () => {
  check(
    fc.property(sequence, ([begin, inputs]) => {
      const session = begin();
      session.take(...inputs);
      const resolved = session.changes.flatMap((change) =>
        change.type === "approval_resolved" ? [change.approval_id] : [],
      );
      expect(new Set(resolved).size).toBe(resolved.length);
      const answered = session.effects.flatMap((effect) =>
        effect.type === "approval_answer" ? [effect.request.id] : [],
      );
      expect(new Set(answered).size).toBe(answered.length);
    }),
  );
});

test("no message a person sent is lost: each is in the transcript, in the queue, or was removed", () => {
  check(
    fc.property(sequence, ([begin, inputs]) => {
      const session = begin();
      const sent: string[] = [];
      const removed = new Set<string>();
      for (const next of inputs) {
        const queue = session.state.queue;
        const decided = session.take(next);
        if (decided.rejection) continue;
        if (next.type === "send_message" || next.type === "steer") sent.push(next.content);
        if (next.type === "remove_queued")
          for (const queued of queue) if (queued.id === next.queued_id) removed.add(queued.content);
      }
      const held = [
        ...session.state.messages.map((message) => message.content),
        ...session.state.queue.map((queued) => queued.content),
        ...removed,
      ];
      for (const content of sent) expect(held).toContain(content);
    }),
  );
});
