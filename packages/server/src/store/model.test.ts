import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Message, SessionChange } from "@orbitdock/protocol";
import * as fc from "fast-check";
import { openStore } from "./open.ts";
import { temporaryDirectory } from "./testing/open-sample.ts";
import {
  SampleSession,
  sampleApproval,
  sampleMessage,
  sampleTime,
} from "./testing/sample-session.ts";

/** Texts cut anywhere, so also within a surrogate pair, which streams do. */
const text = fc
  .tuple(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom("", "🚀", "\0", "é"))
  .map((parts) => parts.join(""));

type Move =
  | { move: "say"; text: string }
  | {
      move: "grow";
      at: number;
      field: "content" | "tool_output";
      text: string;
      cut: number;
      apart: boolean;
    }
  | { move: "set"; at: number; changes: Partial<Message> }
  | { move: "ask" | "resolve"; at: number }
  | { move: "fact"; diff: string | null; usage: number }
  | { move: "turn" }
  /** Waits for the disk, or only sets the batch going and appends on while it is on its way. */
  | { move: "flush"; waits: boolean };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ move: fc.constant("say" as const), text }) },
  {
    weight: 8,
    arbitrary: fc.record({
      move: fc.constant("grow" as const),
      at: fc.nat(2),
      field: fc.constantFrom("content" as const, "tool_output" as const),
      text,
      cut: fc.nat(14),
      apart: fc.boolean(),
    }),
  },
  fc.record({
    move: fc.constant("set" as const),
    at: fc.nat(2),
    changes: fc.record(
      {
        content: text,
        tool_output: fc.option(text),
        is_error: fc.boolean(),
        duration_ms: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
        tool_name: fc.option(text),
        tool_input: fc.option(text),
        status: fc.constantFrom("complete" as const, "interrupted" as const),
        native_id: text,
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ move: fc.constantFrom("ask" as const, "resolve" as const), at: fc.nat(3) }),
  fc.record({ move: fc.constant("fact" as const), diff: fc.option(text), usage: fc.nat() }),
  fc.constant({ move: "turn" as const }),
  { weight: 2, arbitrary: fc.record({ move: fc.constant("flush" as const), waits: fc.boolean() }) },
);

/** The changes of a move, in pieces where a text is cut. */
function changesOf(session: SampleSession, move: Move, id: string): SessionChange[] {
  const { messages, pending_approvals, turns } = session.state;
  switch (move.move) {
    case "say":
      return [{ type: "message_appended", message: sampleMessage(session.id, id, move.text) }];
    case "grow": {
      const message = messages.at(-1 - move.at);
      if (!message) return [];
      const length = (message[move.field] ?? "").length;
      const cut = Math.min(move.cut, move.text.length);
      const pieces = [
        { offset: length, text: move.text.slice(0, cut) },
        { offset: length + cut, text: move.text.slice(cut) },
      ];
      return pieces.map((piece) => ({
        type: "message_updated",
        message_id: message.id,
        changes: { [`${move.field}_append`]: piece },
      }));
    }
    case "set": {
      const message = messages.at(-1 - move.at);
      if (!message) return [];
      return [{ type: "message_updated", message_id: message.id, changes: move.changes }];
    }
    case "ask":
      return [{ type: "approval_requested", request: sampleApproval(session.id, id) }];
    case "resolve": {
      const request = pending_approvals[move.at];
      if (!request) return [];
      const told = { outcome: "approved", decided_at: sampleTime } as const;
      return [{ type: "approval_resolved", approval_id: request.id, ...told }];
    }
    case "fact":
      return [
        { type: "session_delta", changes: { current_diff: move.diff } },
        {
          type: "tokens_updated",
          usage: { ...session.state.token_usage, input_tokens: move.usage },
        },
        { type: "agent_event_unknown", name: `n${move.usage % 3}`, event: "{}" },
      ];
    case "turn":
      return [
        {
          type: "turn_ended",
          turn: {
            number: turns.length + 1,
            native_id: null,
            outcome: "completed",
            started_at: sampleTime,
            ended_at: sampleTime,
          },
        },
      ];
    case "flush":
      return [];
  }
}

test("what load gives is the fold of what was appended", async () => {
  using directory = temporaryDirectory();
  const { store } = await openStore({ path: join(directory.path, "o.db"), timing: { batchMs: 5 } });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), move), { maxLength: 60 }), async (moves) => {
      runs += 1;
      const sessions = [new SampleSession(`a${runs}`), new SampleSession(`b${runs}`)];
      let ids = 0;
      for (const session of sessions) store.append(session.step());
      for (const [which, each] of moves) {
        const session = sessions[which]!;
        for (const change of changesOf(session, each, `${session.id}-${ids++}`)) {
          store.append(session.step(change));
          // The pieces of a cut text in batches of their own.
          if (each.move === "grow" && each.apart) await store.durable();
        }
        if (each.move !== "flush") continue;
        const durable = store.durable();
        if (each.waits) expect(await durable).toBe("durable");
        else await Bun.sleep(0); // drives time: lets the worker have a turn
      }
      for (const session of sessions) {
        const loaded = await store.load(session.id, 1000);
        const { messages, has_earlier, ...facts } = session.state;
        expect(loaded).toEqual({ facts, revision: session.revision, messages, has_earlier });
        const approvals = await store.listApprovals(session.id, 1000);
        const pending = approvals.filter(({ outcome }) => outcome === null).map(({ id }) => id);
        expect(pending.toReversed()).toEqual(facts.pending_approvals.map(({ id }) => id));
      }
      expect(store.status.state).toBe("ok");
    }),
    { numRuns: Number(process.env["STORE_RUNS"] ?? 200) },
  );
  await store.close(1000);
}, 120_000);
