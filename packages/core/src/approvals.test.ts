import type { Decision } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import type { AgentRequest, Input } from "./input.ts";
import { DrivenSession, execRequest } from "./testing/session.ts";

function asking(...requests: AgentRequest[]): DrivenSession {
  const session = DrivenSession.working();
  for (const request of requests) session.take({ type: "approval_asked", request });
  return session;
}
const idOf = (session: DrivenSession, at = 0) => session.state.pending_approvals[at]?.id ?? "";
const decide = (approval_id: string, decision: Decision, message?: string): Input => ({
  type: "decide_approval",
  approval_id,
  decision,
  by: "Ada",
  ...(message === undefined ? {} : { message }),
});

test.each<[Decision, Decision[], Decision | null]>([
  ["approved", ["approved", "denied"], "approved"],
  ["approved_for_session", ["approved", "denied"], "approved"],
  ["approved_always", ["approved", "approved_for_session"], "approved_for_session"],
  ["approved_always", ["approved", "denied"], "approved"],
  ["approved", ["approved_always", "denied"], null],
  ["denied", ["approved", "abort"], "abort"],
  ["abort", ["approved", "denied"], "denied"],
  ["abort", ["approved"], null],
])("%s, where %p is offered, is told as %p", (decision, options, told) => {
  const session = asking(execRequest("r", { options }));
  const { effects, rejection } = session.take(decide(idOf(session), decision));
  if (told === null) expect(rejection?.code).toBe("invalid_argument");
  else expect(effects).toMatchObject([{ type: "approval_answer", answer: { decision: told } }]);
});

test("a request names its tool's message, and its turn takes the answer", () => {
  const session = DrivenSession.working();
  session.take(
    { type: "item_started", native_id: "c", message_type: "tool", content: "ls" },
    { type: "approval_asked", request: execRequest("r", { item_native_id: "c" }) },
  );
  const [request] = session.state.pending_approvals;
  expect(request?.message_id).toBe(session.state.messages.at(-1)?.id ?? "");
  expect(request).not.toHaveProperty("item_native_id");
  expect(session.state.work_status).toBe("permission");
  const decided = session.take(decide(idOf(session), "denied", "not now"));
  expect(decided.effects).toMatchObject([
    {
      type: "approval_answer",
      turn_id: "turn1",
      answer: { decision: "denied", message: "not now" },
    },
  ]);
  expect(decided.changes).toMatchObject([
    { type: "approval_resolved", outcome: "denied", message: "not now", decided_by: "Ada" },
    { type: "session_delta", changes: { pending_approval: null, work_status: "working" } },
  ]);
});

test("several wait, the oldest is the seed's one, each is answered once", () => {
  const session = asking(execRequest("r1"), execRequest("r2"), execRequest("r1"));
  expect(session.state.pending_approvals.map((request) => request.native_id)).toEqual(["r1", "r2"]);
  const first = idOf(session);
  const second = session.take(decide(first, "approved"));
  expect(session.state.pending_approval?.native_id).toBe("r2");
  expect(second.changes.at(-1)).toMatchObject({
    changes: { pending_approval: { native_id: "r2" } },
  });
  expect(session.take(decide(first, "denied")).rejection?.code).toBe("conflict");
  const echo = session.take({ type: "approval_withdrawn", native_id: "r1" });
  expect(echo.changes).toEqual([]);
});

test("what the agent takes back is withdrawn, and so is all when its turn ends", () => {
  const session = asking(execRequest("r1"), execRequest("r2"), execRequest("r3"));
  const withdrawn = session.take({ type: "approval_withdrawn", native_id: "r2" });
  expect(withdrawn.changes[0]).toMatchObject({ outcome: "withdrawn" });
  const ended = session.take({ type: "turn_ended", native_id: "turn1", outcome: "interrupted" });
  expect(ended.changes.filter((change) => change.type === "approval_resolved")).toHaveLength(2);
  expect(ended.effects).toEqual([]);
});

test("a message sent while something is asked outside of any turn starts one after that", () => {
  for (const over of ["answered", "withdrawn"]) {
    const session = DrivenSession.ready();
    session.take(
      { type: "approval_asked", request: execRequest("r") },
      { type: "send_message", content: "go" },
    );
    expect(session.state.queue).toHaveLength(1);
    const { effects } = session.take(
      over === "answered"
        ? decide(idOf(session), "approved")
        : { type: "approval_withdrawn", native_id: "r" },
    );
    expect(effects.at(-1)).toMatchObject({ type: "turn_start", content: "go" });
    expect(session.state.work_status).toBe("working");
  }
});

const questions = ["colour", "size"].map((id) => ({ id, header: id, question: id, options: [] }));
const form = execRequest("q", { type: "question", questions, options: ["denied", "abort"] });

test("a question takes answers by field, or the seed's one for the first", () => {
  for (const [given, told] of [
    [{ answers: { colour: ["Blue"], size: ["S", "M"] } }, { colour: ["Blue"], size: ["S", "M"] }],
    [{ answer: "Blue" }, { colour: ["Blue"] }],
  ] as const) {
    const session = asking(form);
    expect(session.state.work_status).toBe("question");
    const { effects } = session.take({
      type: "answer_question",
      approval_id: idOf(session),
      by: "Ada",
      ...(structuredClone(given) as { answer?: string; answers?: Record<string, string[]> }),
    });
    expect(effects).toMatchObject([{ answer: { type: "answers", answers: told } }]);
  }
});

test.each<[string, Partial<Extract<Input, { type: "answer_question" }>>]>([
  ["no answer at all", {}],
  ["an answer to what was not asked", { answers: { weight: ["1"] } }],
])("%s is turned down, and the question waits on", (_, given) => {
  const session = asking(form);
  const { rejection } = session.take({
    type: "answer_question",
    approval_id: idOf(session),
    by: "Ada",
    ...given,
  });
  expect(rejection?.code).toBe("invalid_argument");
  expect(session.state.pending_approvals).toHaveLength(1);
});

test("questions are not approved, and commands not answered", () => {
  const session = asking(form, execRequest("r"));
  const approve = session.take(decide(idOf(session), "approved"));
  expect(approve.rejection?.message).toContain("answer_question");
  const answer = session.take({
    type: "answer_question",
    approval_id: idOf(session, 1),
    answer: "yes",
    by: "Ada",
  });
  expect(answer.rejection?.message).toContain("approve_tool");
});

test("a secret answer goes to the agent, and is neither told nor kept", () => {
  const ask = (id: string, secret: boolean) => ({
    id,
    header: id,
    question: id,
    options: [],
    secret,
  });
  const session = asking(
    execRequest("r", { type: "question", questions: [ask("key", true), ask("name", false)] }),
  );
  const answers = { key: ["hunter2"], name: ["Ada"] };
  const approval_id = idOf(session);
  const { changes, effects } = session.take({
    type: "answer_question",
    approval_id,
    answers,
    by: "Ada",
  });
  expect(effects).toMatchObject([{ answer: { answers } }]);
  expect(changes[0]).toMatchObject({ answers: { key: ["(secret)"], name: ["Ada"] } });
  expect(JSON.stringify(changes)).not.toContain("hunter2");
});
