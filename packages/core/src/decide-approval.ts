import type { Answers, ApprovalRequest, Decision } from "@orbitdock/protocol";
import { startNextTurn } from "./decide-turn.ts";
import type { Draft } from "./draft.ts";
import type { ApprovalAnswer } from "./effect.ts";
import type { AgentInput, AgentRequest, Input, UserInput } from "./input.ts";
import { classifyRisk } from "./risk.ts";
import { withdrawApprovals } from "./withdraw.ts";

type ApprovalInput =
  | Extract<AgentInput, { type: "approval_asked" | "approval_withdrawn" }>
  | Extract<UserInput, { type: "decide_approval" | "answer_question" }>;

const approvalInputs = new Set([
  "approval_asked",
  "approval_withdrawn",
  "decide_approval",
  "answer_question",
]);

export function isApprovalInput(input: Input): input is ApprovalInput {
  return approvalInputs.has(input.type);
}

/** What an agent asks, and what a person answers: each request is answered once. */
export function decideApproval(draft: Draft, input: ApprovalInput): void {
  switch (input.type) {
    case "approval_asked":
      return asked(draft, input.request);
    case "approval_withdrawn":
      return withdrawn(draft, input.native_id);
    case "decide_approval":
      return decided(draft, input);
    case "answer_question":
      return answered(draft, input);
  }
}

function asked(draft: Draft, asked: AgentRequest): void {
  const { state, ctx } = draft;
  if (state.status === "ended" || state.agent_status === "stopped")
    return draft.reject("conflict", "a request came in a session that does not run");
  // An agent says its open requests again to whoever attaches to it.
  if (state.pending_approvals.some((pending) => pending.native_id === asked.native_id)) return;
  const { item_native_id, ...facts } = asked;
  const message = item_native_id
    ? state.messages.findLast((candidate) => candidate.native_id === item_native_id)
    : undefined;
  const request: ApprovalRequest = {
    ...facts,
    ...classifyRisk(asked, state.project_path),
    id: ctx.nextId(),
    session_id: state.id,
    message_id: message?.id ?? null,
    requested_at: ctx.now,
  };
  draft.change({ type: "approval_requested", request });
  draft.tellPendingApproval();
}

function withdrawn(draft: Draft, nativeId: string): void {
  const request = draft.state.pending_approvals.find((pending) => pending.native_id === nativeId);
  // Nothing waits: it is the echo of our own answer.
  if (!request) return;
  withdrawApprovals(draft, [request]);
  // One that belonged to no turn may have held up what was sent meanwhile.
  startNextTurn(draft);
}

function decided(draft: Draft, input: Extract<ApprovalInput, { type: "decide_approval" }>): void {
  const request = pending(draft, input.approval_id);
  if (!request) return;
  const decision = offered(request, input.decision);
  if (decision === null)
    return draft.reject(
      "invalid_argument",
      request.type === "question"
        ? "This is a question: answer it with answer_question."
        : `This request offers ${request.options.join(", ")}, not ${input.decision}.`,
    );
  const { message } = input;
  resolve(draft, request, input.by, {
    type: "decision",
    decision,
    ...(message === undefined ? {} : { message }),
  });
}

/** The nearest decision on offer that permits no more than the one taken. */
function offered(request: ApprovalRequest, decision: Decision): Decision | null {
  const fallbacks: Record<Decision, Decision[]> = {
    approved_always: ["approved_always", "approved_for_session", "approved"],
    approved_for_session: ["approved_for_session", "approved"],
    approved: ["approved"],
    denied: ["denied", "abort"],
    abort: ["abort", "denied"],
  };
  return fallbacks[decision].find((option) => request.options.includes(option)) ?? null;
}

function answered(draft: Draft, input: Extract<ApprovalInput, { type: "answer_question" }>): void {
  const request = pending(draft, input.approval_id);
  if (!request) return;
  if (request.type !== "question")
    return draft.reject("invalid_argument", "This request is decided with approve_tool.");
  const questions = request.questions ?? [];
  const first = questions[0]?.id ?? "answer";
  const answers: Answers | undefined =
    input.answers ?? (input.answer === undefined ? undefined : { [first]: [input.answer] });
  if (!answers) return draft.reject("invalid_argument", "Give an answer, or answers by question.");
  const known = new Set(questions.map((question) => question.id));
  const stray = Object.keys(answers).find((key) => known.size > 0 && !known.has(key));
  if (stray !== undefined)
    return draft.reject(
      "invalid_argument",
      `There is no question "${stray}" here; there is ${[...known].join(", ")}.`,
    );
  resolve(draft, request, input.by, { type: "answers", answers });
}

function pending(draft: Draft, approvalId: string): ApprovalRequest | undefined {
  const request = draft.state.pending_approvals.find((candidate) => candidate.id === approvalId);
  if (!request)
    draft.reject(
      "conflict",
      "That request no longer waits: it was answered already, or the agent withdrew it.",
    );
  return request;
}

function resolve(draft: Draft, request: ApprovalRequest, by: string, answer: ApprovalAnswer): void {
  const { state, ctx } = draft;
  draft.change({
    type: "approval_resolved",
    approval_id: request.id,
    outcome: answer.type === "answers" ? "answered" : answer.decision,
    ...(answer.type === "answers" ? { answers: withoutSecrets(request, answer.answers) } : {}),
    ...(answer.type === "decision" && answer.message !== undefined
      ? { message: answer.message }
      : {}),
    decided_by: by,
    decided_at: ctx.now,
  });
  draft.tellPendingApproval();
  draft.effect({
    type: "approval_answer",
    thread_id: state.thread_id ?? "",
    turn_id: state.turn?.native_id ?? null,
    request,
    answer,
  });
  startNextTurn(draft);
}

/** What is told and kept of answers: a secret goes to the agent and nowhere else. */
function withoutSecrets(request: ApprovalRequest, answers: Answers): Answers {
  const secrets = new Set(
    request.questions?.filter((question) => question.secret).map((question) => question.id),
  );
  const shown = Object.entries(answers).map(([id, said]) => [
    id,
    secrets.has(id) ? said.map(() => "(secret)") : said,
  ]);
  return Object.fromEntries(shown) as Answers;
}
