import type { ApprovalRequest, SessionState } from "@orbitdock/protocol";
import {
  ago,
  at,
  bash,
  newest,
  older,
  sampleDiff,
  sampleMessage,
  say,
  user,
  words,
} from "./sample-messages.ts";
import { sampleExec, samplePatch, sampleQuestion, sampleQuestions } from "./sample-requests.ts";

const ended = (number: number, seconds: number, spent: number) => ({
  number,
  native_id: null,
  outcome: "completed" as const,
  started_at: at(number * 60),
  ended_at: at(number * 60 + seconds),
  tokens: spent,
});

const base: SessionState = {
  id: "s1",
  provider: "codex",
  project_path: "/home/ada/billing",
  project_name: "billing",
  transcript_path: "/home/ada/.codex/sessions/2026/06/rollout-2026-06-01T10-00-00-0199.jsonl",
  model: "gpt-5.5",
  custom_name: "Ledger for refunds",
  status: "active",
  work_status: "waiting",
  has_pending_approval: false,
  codex_integration_mode: "direct",
  approval_policy: "untrusted",
  sandbox_mode: "workspace-write",
  started_at: at(0),
  last_activity_at: ago(3),
  messages: [],
  pending_approval: null,
  token_usage: {
    input_tokens: 130_000,
    output_tokens: 12_000,
    cached_tokens: 84_000,
    context_window: 272_000,
    context_tokens: 117_000,
    cost_usd: 1.86,
  },
  current_diff: null,
  current_plan: null,
  integration_mode: "direct",
  agent_status: "running",
  thread_id: "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
  effort: "high",
  git_branch: "feature/refunds",
  title: null,
  status_since: ago(64),
  last_error: null,
  ended_reason: null,
  forked_from: null,
  pending_approvals: [],
  turn: null,
  turns: [],
  queue: [],
  has_earlier: false,
  unknown_events: {},
};

const turns = [20, 34, 28, 60, 41, 21].map((spent, index) => ended(index + 1, 48, spent * 1000));
const running = {
  number: 7,
  native_id: "t7",
  started_at: ago(72),
  interrupting: false,
  tokens_before: 124_000,
};
const plan = {
  explanation: null,
  steps: [
    { step: "Find where refunds book", status: "completed" as const },
    { step: "Key the entry on the request", status: "completed" as const },
    { step: "Decide the booking day", status: "in_progress" as const },
    { step: "Backfill keys for open refunds", status: "pending" as const },
    { step: "Document the retry rule", status: "pending" as const },
  ],
};

const asking = (request: ApprovalRequest): SessionState => ({
  ...base,
  work_status: request.type === "question" ? "question" : "permission",
  messages: [...older, ...newest],
  turns,
  turn: running,
  current_plan: plan,
  current_diff: sampleDiff,
  has_pending_approval: true,
  pending_approval: request,
  pending_approvals: [request],
});

/** Sample sessions by the state that they show. */
export const sampleSessions = {
  question: asking(sampleQuestion),
  questions: asking(sampleQuestions),
  command: asking(sampleExec),
  patch: asking(samplePatch),
  streaming: {
    ...base,
    work_status: "working",
    turns,
    turn: running,
    current_plan: plan,
    messages: [
      ...older,
      user(7, "Explain what you did, with the code."),
      sampleMessage(7, {
        message_type: "thinking",
        content: "**Weighing the options**\n\nThe key must survive a crash.",
        duration_ms: 4000,
      }),
      bash(7, "pnpm test checkout --repeat 20", {
        status: "streaming",
        duration_ms: null,
        tool_output: "run 13 of 20: passed\nrun 14 of 20: passed\n",
      }),
      say(7, words.slice(0, 720), { status: "streaming" }),
    ],
    queue: [
      { id: "q1", content: "Then update the changelog", queued_at: ago(5) },
      {
        id: "q2",
        content:
          "and open a pull request against main with a short summary of what changed and why",
        queued_at: ago(2),
      },
    ],
  },
  answer: {
    ...base,
    turns: [...turns, ended(7, 72, 18_000)],
    current_diff: sampleDiff,
    current_plan: plan,
    messages: [...older, user(7, "Explain what you did, with the code."), say(7, words)],
  },
  interrupted: {
    ...base,
    turns: [...turns, { ...ended(7, 12, 3000), outcome: "interrupted" }],
    messages: [
      ...older,
      user(7, "Rewrite the exporter"),
      bash(7, "pnpm test --watch", { status: "interrupted", duration_ms: 9100 }),
      bash(7, "git push --force origin main", { status: "declined", duration_ms: null }),
      say(7, "I will first move the rows into pages of a thou", { status: "interrupted" }),
      sampleMessage(7, {
        message_type: "user",
        content: "Not that one, the CSV exporter",
        steered: true,
      }),
    ],
  },
  failed: {
    ...base,
    last_error: {
      message: "The weekly limit of Codex is used up. It opens again at 14:20.",
      at: ago(360),
      hint: "Wait until then, or sign in with another account: codex login",
    },
    turns: [...turns, { ...ended(7, 12, 3000), outcome: "failed" }],
    messages: [
      ...older,
      user(7, "Upgrade to React 20"),
      bash(7, "npm outdated", { is_error: true, tool_output: "npm error code E429" }),
      sampleMessage(7, {
        notice: "retry",
        content: "Stream disconnected before completion; attempt 2 of 5",
      }),
      sampleMessage(7, { notice: "warning", content: "The model is slower than usual." }),
      sampleMessage(7, {
        notice: "compaction",
        content: "The context was summed up: 201k tokens became 34k.",
      }),
      sampleMessage(7, { notice: "error", content: "You have reached your usage limit." }),
    ],
  },
  huge: {
    ...base,
    turns: [...turns, ended(7, 72, 18_000)],
    messages: [
      ...older,
      user(
        7,
        `Here is the whole log:\n${"2026-06-01T10:00:00Z worker-3 picked up job 8812\n".repeat(80)}`,
      ),
      bash(
        7,
        `for f in $(git ls-files | grep -v vendor); do node scripts/check.mjs "$f" --strict --no-cache; done\necho done`,
        {
          tool_output: "checked src/index.ts: ok\n".repeat(3000),
          truncated: true,
          truncated_fields: ["tool_output"],
          duration_ms: 754_000,
        },
      ),
      sampleMessage(7, {
        message_type: "tool",
        tool_name: "mcp__github__search_issues",
        content: `{"query":"is:open label:bug"}`,
        tool_input: `{"query":"is:open label:bug","limit":50}`,
        tool_output: "[]",
        duration_ms: 840,
      }),
      say(7, "A".repeat(400)),
    ],
  },
  rtl: {
    ...base,
    custom_name: "مراجعة نظام الفوترة وإصلاح المبالغ المستردة",
    turns: [...turns, ended(7, 72, 18_000)],
    messages: [
      user(7, "اجعل عمليات الاسترداد متكررة بأمان. يجب ألا تُسجَّل مرتين."),
      say(
        7,
        "البوابة تعيد المحاولة بنفس `request_id`، لكن الدفتر يتحقق من الطلب فقط.\n\n- أولاً: المفتاح\n- ثانياً: الاختبارات",
      ),
      bash(7, "pnpm test refund"),
    ],
  },
  long: {
    ...base,
    custom_name:
      "A name that someone pasted from a ticket, which goes on and on about refunds, ledgers and midnight until nobody reads it any more",
    project_name: "a-repository-with-a-very-long-name-indeed",
    git_branch: "feature/JIRA-12345-a-branch-that-was-named-after-the-whole-ticket",
    turn: running,
    work_status: "working",
    messages: newest,
  },
  empty: { ...base, token_usage: { ...base.token_usage, context_tokens: 0 } },
  ended: {
    ...base,
    status: "ended",
    work_status: "ended",
    agent_status: "stopped",
    ended_reason: "Ended by a person on this machine.",
    turns: [...turns, ended(7, 72, 18_000)],
    messages: [...older, ...newest.slice(0, -1), say(7, "Done: 14 tests pass.")],
    unknown_events: { "thread/goal/updated": 3, "item:hologram": 1 },
  },
} satisfies Record<string, SessionState>;

/** A turn of many messages, the last of which is being written. */
export function sampleOfMany(count: number): SessionState {
  const messages = Array.from({ length: count }, (_, index) =>
    index % 4 === 0
      ? say(7, `Step ${index}: looked at \`src/file${index}.ts\`, which is fine.`)
      : bash(7, `cat src/file${index}.ts`, { tool_output: "export {}" }),
  );
  messages.push(say(7, "It goes", { status: "streaming" }));
  return { ...base, work_status: "working", turns, turn: running, messages };
}
