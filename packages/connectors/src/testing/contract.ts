/** What every connector holds to, whatever its agent: run with the agent's own recorded lines. */
import { describe, expect, test } from "bun:test";
import type { AgentEffect, AgentInput, ApprovalAnswer, OutboxEntry } from "@orbitdock/core";
import type { ApprovalRequest } from "@orbitdock/protocol";
import * as fc from "fast-check";
import { z } from "zod";
import type { Connector, Heard } from "../connector.ts";
import { agentInputSchema } from "./agent-input-schema.ts";
import { brokenLine, everyOtherValue } from "./broken-line.ts";

export interface ContractSubject {
  name: string;
  /** A connector that has heard nothing. */
  create(): Connector;
  /** The agent-host's name of the process whose lines these are. */
  agent: string;
  /** What the agent wrote, by the recording's name; all of it is of `session`. */
  recordings: Readonly<Record<string, readonly string[]>>;
  session: string;
  /** The thread of `session` in the recordings, as `adopt` is told of it. */
  thread: string;
  /** Lines in which the agent asks something, of every kind it knows. */
  asking: readonly string[];
  /** A line of an event of `thread` that no version knows. */
  unknown: string;
}

/** Declares the tests of the contract for one connector. */
export function connectorContract(subject: ContractSubject): void {
  const { agent, session, thread } = subject;
  const recordings = Object.entries(subject.recordings);
  const everyLine = [...recordings.flatMap(([, lines]) => lines), ...subject.asking];
  const stranger = { session_id: "another-session", thread_id: "another-thread" };

  /** A connector that knows both sessions, as after a restart. */
  const attached = (): Connector => {
    const connector = subject.create();
    connector.adopt(agent, [{ session_id: session, thread_id: thread }, stranger]);
    return connector;
  };
  const hearAll = (connector: Connector, lines: readonly string[]): Heard[] =>
    lines.flatMap((line) => connector.hear(agent, line));

  describe(`${subject.name} keeps the connector contract`, () => {
    test("the recordings are there", () => {
      expect(recordings.length).toBeGreaterThan(0);
      expect(subject.asking.length).toBeGreaterThan(0);
      expect(subject.create().owns(agent)).toBe(true);
      expect(subject.create().agentFor(session)).toBe(agent);
    });

    test.each(recordings)("%s: the same lines say the same, and to no one else", (_name, lines) => {
      const heard = hearAll(attached(), lines);
      expect(hearAll(attached(), lines)).toEqual(heard);
      const inputs = heard.filter((one) => one.type === "input");
      expect(inputs.length).toBeGreaterThan(0);
      expect(new Set(inputs.map((input) => input.session_id))).toEqual(new Set([session]));
      // Whatever was recorded is understood.
      expect(inputs.filter(({ input }) => input.type === "unknown_event")).toEqual([]);
    });

    test("broken, lost, repeated and reordered lines never throw, say nothing ill-formed, and reach no other session", () => {
      const lines = fc.array(brokenLine(everyLine), { minLength: 1, maxLength: 30 });
      fc.assert(
        fc.property(lines, (broken) => {
          const heard = hearAll(attached(), broken);
          expect(hearAll(attached(), broken)).toEqual(heard);
          for (const one of heard) {
            if (one.type !== "input") continue;
            expect(one.session_id).not.toBe(stranger.session_id);
            expectSound(one.input);
          }
          for (const line of writtenBy(heard)) expectOneLine(line.data);
        }),
        { numRuns: 1500 },
      );
    });

    test("a wrong value anywhere says nothing ill-formed", () => {
      const connector = attached();
      for (const line of everyOtherValue(everyLine))
        for (const one of connector.hear(agent, line))
          if (one.type === "input") expectSound(one.input, line);
    });

    test("a server that attaches in the middle understands the rest", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...recordings.map(([, lines]) => lines)),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (lines, share) => {
            const heard = hearAll(attached(), lines.slice(Math.floor(lines.length * share)));
            const strays = heard.filter(
              (one) => one.type === "input" && one.session_id !== session,
            );
            expect(strays).toEqual([]);
          },
        ),
      );
    });

    test("an unknown event is kept for its session, and counted where it has none", () => {
      const [known] = attached().hear(agent, subject.unknown);
      expect(known).toMatchObject({
        type: "input",
        session_id: session,
        input: { type: "unknown_event" },
      });
      expect(subject.create().hear(agent, subject.unknown)[0]?.type).toBe("unrouted");
    });

    test.each([["null"], ["[]"], ["7"], ['""'], ["{"], [""], ["{}"], ["\u0000"], ['{"id":{}}']])(
      "the line %j is counted, not understood",
      (line) => {
        expect(
          attached()
            .hear(agent, line)
            .map((one) => one.type),
        ).toEqual(["unrouted"]);
      },
    );

    const asked = requestsIn(hearAll(attached(), subject.asking), session);
    test("everything that is asked is either shown or answered at once", () => {
      const connector = attached();
      for (const line of subject.asking) {
        const heard = connector.hear(agent, line);
        const shown = heard.some(
          (one) => one.type === "input" && one.input.type === "approval_asked",
        );
        expect(shown || writtenBy(heard).length > 0).toBe(true);
      }
      expect(asked.length).toBeGreaterThan(0);
    });

    test.each(asked.map((request) => [request.native_kind, request] as const))(
      "%s: every option is carried out, by a server that never heard it asked, too",
      (_kind, request) => {
        for (const answer of answersTo(request)) {
          const effect = { ...answering, thread_id: thread, request, answer } satisfies AgentEffect;
          const lines = attached().perform({ id: "e1", session_id: session, effect });
          expect(lines.length).toBeGreaterThan(0);
          expectStable(attached, { id: "e1", session_id: session, effect });
        }
      },
    );

    test.each(effectsOf(thread).map((effect) => [effect.type, effect] as const))(
      "%s gives the same lines, under the same ids, each time",
      (_type, effect) => expectStable(attached, { id: "e1", session_id: session, effect }),
    );
  });
}

const answering = { type: "approval_answer", turn_id: "turn" } as const;

function expectStable(attached: () => Connector, entry: OutboxEntry): void {
  const connector = attached();
  const lines = connector.perform(entry);
  expect(connector.perform(entry)).toEqual(lines);
  expect(attached().perform(entry)).toEqual(lines);
  expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  const other = connector.perform({ ...entry, id: `${entry.id}x` }).map((line) => line.id);
  expect(lines.filter((line) => other.includes(line.id))).toEqual([]);
  for (const line of lines) expectOneLine(line.data);
}

function expectSound(input: AgentInput, line = ""): void {
  const { error } = agentInputSchema.safeParse(input);
  if (!error) return;
  const why = z.prettifyError(error);
  throw new Error(`${JSON.stringify(input)} is no input:\n${why}\nIt came of ${line}`);
}

function expectOneLine(data: string): void {
  expect(data).not.toContain("\n");
  expect(() => JSON.parse(data)).not.toThrow();
}

function writtenBy(heard: readonly Heard[]) {
  return heard.flatMap((one) => (one.type === "write" ? one.lines : []));
}

/** The requests as the store gives them back. */
function requestsIn(heard: readonly Heard[], session: string): ApprovalRequest[] {
  return heard.flatMap((one) => {
    if (one.type !== "input" || one.input.type !== "approval_asked") return [];
    const { item_native_id: _, ...facts } = one.input.request;
    const request = {
      ...facts,
      id: "approval",
      session_id: session,
      risk: "normal",
      risk_reasons: [],
      requested_at: "2026-01-01T00:00:00.000Z",
    };
    return [JSON.parse(JSON.stringify(request))];
  });
}

function answersTo(request: ApprovalRequest): ApprovalAnswer[] {
  const decisions = request.options.flatMap((decision): ApprovalAnswer[] => [
    { type: "decision", decision },
    { type: "decision", decision, message: "because" },
  ]);
  if (request.type !== "question") return decisions;
  const answers = (request.questions ?? []).map(({ id, options }) => [
    id,
    [options[0]?.label ?? "words"],
  ]);
  return [...decisions, { type: "answers", answers: Object.fromEntries(answers) }];
}

function effectsOf(thread_id: string): AgentEffect[] {
  const bare = { model: null, effort: null, approval_policy: null, sandbox_mode: null };
  const full = {
    model: "m",
    effort: "high",
    approval_policy: "on-failure",
    sandbox_mode: "workspace-write",
  } as const;
  const cwd = "/repo";
  return [bare, full].flatMap((settings): AgentEffect[] => [
    { type: "thread_start", cwd, ...settings },
    { type: "thread_resume", thread_id, cwd, ...settings },
    { type: "thread_fork", source_thread_id: thread_id, source_turn_id: "t", cwd, ...settings },
    { type: "turn_start", thread_id, message_id: "m", content: "two\nlines", ...settings },
    { type: "turn_steer", thread_id, turn_id: "t", message_id: "m", content: "two\nlines" },
    { type: "turn_interrupt", thread_id, turn_id: "t" },
    { type: "thread_configure", thread_id, ...settings },
    { type: "thread_rename", thread_id, name: "name" },
    { type: "thread_compact", thread_id },
    { type: "thread_end", thread_id },
  ]);
}
