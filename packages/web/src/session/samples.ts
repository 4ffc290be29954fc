import type { ApprovalRequest, Message, SessionState } from "@orbitdock/protocol";

const start = Date.now() - 15 * 60_000;
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
let made = 0;

/** Makes a message of a sample session. */
export function sampleMessage(turn: number, fields: Partial<Message>): Message {
  made++;
  return {
    id: `m${made}`,
    session_id: "s1",
    message_type: "assistant",
    content: "",
    tool_name: null,
    tool_input: null,
    tool_output: null,
    is_error: false,
    timestamp: ago(12),
    duration_ms: null,
    turn,
    ...fields,
  };
}

const user = (turn: number, content: string) =>
  sampleMessage(turn, { message_type: "user", content });
const say = (turn: number, content: string, fields: Partial<Message> = {}) =>
  sampleMessage(turn, { content, ...fields });
const bash = (turn: number, command: string, fields: Partial<Message> = {}) =>
  sampleMessage(turn, {
    message_type: "tool",
    tool_name: "Bash",
    content: command,
    tool_input: JSON.stringify({ command }),
    duration_ms: 3200,
    ...fields,
  });

const editDiff = `@@ -12,3 +12,4 @@
 async book(refund: Refund) {
-  if (await this.seen(refund.orderId)) return
+  const entry = toEntry(refund, { key: refund.requestId })
+  return this.ledger.insertOnce(entry)
 }
`;
const edit = (turn: number) =>
  sampleMessage(turn, {
    message_type: "tool",
    tool_name: "Edit",
    content: "/home/ada/billing/src/refund.ts",
    tool_input: JSON.stringify({
      changes: [{ path: "/home/ada/billing/src/refund.ts", kind: "update", diff: editDiff }],
    }),
  });

export const sampleDiff = `--- a/src/refund.ts
+++ b/src/refund.ts
${editDiff}--- a/src/ledger.ts
+++ b/src/ledger.ts
@@ -3,4 +3,6 @@ export class Ledger {
 export class Ledger {
-  seen(order: string) { return this.db.has(order) }
+  insertOnce(entry: Entry) {
+    return this.db.insert(entry).onConflict("key").ignore()
+  }
   close() {}
 }
--- /dev/null
+++ b/test/refund.test.ts
@@ -0,0 +1,3 @@
+test("a retry books once", async () => {
+  // …
+})
`;

export const sampleExec: ApprovalRequest = {
  id: "a1",
  session_id: "s1",
  type: "exec",
  command: "cd packages/web && rm -rf dist && pnpm build",
  file_path: null,
  diff: null,
  question: null,
  proposed_amendment: ["rm", "-rf", "dist"],
  native_id: "1",
  native_kind: "item/commandExecution/requestApproval",
  tool_name: "Bash",
  cwd: "/home/ada/web",
  reason: "The old chunks confuse the size check, so I’ll build from clean.",
  risk: "high",
  risk_reasons: ["deletes files"],
  risk_spans: [[19, 30]],
  options: ["approved", "approved_for_session", "approved_always", "denied", "abort"],
  requested_at: ago(12),
};

export const samplePatch: ApprovalRequest = {
  ...sampleExec,
  id: "a2",
  type: "patch",
  command: null,
  file_path: "src/refund.ts",
  diff: sampleDiff,
  tool_name: "Edit",
  proposed_amendment: null,
  reason: "Keys the entry on the request.",
  risk: "normal",
  risk_reasons: [],
  risk_spans: [],
  options: ["approved", "approved_for_session", "denied", "abort"],
  requested_at: ago(151),
};

export const sampleQuestion: ApprovalRequest = {
  ...sampleExec,
  id: "a3",
  type: "question",
  command: null,
  cwd: null,
  reason: null,
  tool_name: null,
  proposed_amendment: null,
  question:
    "Should a refund that crosses midnight book on the day it was asked for, or the day it was paid?",
  risk: "normal",
  risk_reasons: [],
  risk_spans: [],
  options: [],
  questions: [
    {
      id: "day",
      header: "",
      question:
        "Should a refund that crosses midnight book on the day it was asked for, or the day it was paid?",
      options: [{ label: "Asked for" }, { label: "Paid" }],
      allow_other: true,
    },
  ],
  requested_at: ago(64),
};

export const sampleQuestions: ApprovalRequest = {
  ...sampleQuestion,
  id: "a4",
  questions: [
    {
      id: "db",
      header: "Database",
      question: "Which database should the tests use?",
      options: [
        { label: "PostgreSQL", description: "As in production; needs Docker here" },
        { label: "SQLite", description: "Fast, no setup; two features behave otherwise" },
      ],
      allow_other: true,
    },
    {
      id: "areas",
      header: "Areas",
      question: "Which parts may change?",
      options: [{ label: "Ledger" }, { label: "Refunds" }, { label: "Reports" }],
      multi_select: true,
    },
    { id: "key", header: "Key", question: "The test account's key?", options: [], secret: true },
  ],
  options: ["denied", "abort"],
};

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

const older = [
  user(6, "Find every place that assumes a refund books on the order’s day"),
  ...Array.from({ length: 11 }, (_, index) => bash(6, `rg -n order.day src/${index}`)),
  say(6, "Eleven places, all in `src/ledger.ts`."),
];

const newest = [
  user(7, "Make refunds idempotent. A retry from the gateway must not book twice."),
  say(
    7,
    "The gateway retries with the same `request_id`, but the ledger only checks the order. I’ll key the entry on the request and let the database refuse the second one.",
  ),
  bash(7, "cat src/ledger.ts src/refund.ts", {
    duration_ms: 104,
    tool_output: "export class Ledger {\n  …\n}",
  }),
  edit(7),
  bash(7, "pnpm test refund", { tool_output: "14 passed" }),
  say(7, "Tests pass. One thing I can’t decide from the code:"),
];

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

const words = `I looked at how **retries** arrive. Three things matter:

1. The gateway repeats a request with the same \`request_id\`.
2. The ledger looks at the *order*, so two refunds of one order collide.
3. A crash between booking and answering leaves it in doubt.

## What I changed

| File | Change |
| --- | --- |
| \`src/ledger.ts\` | insert once, by key |
| \`src/refund.ts\` | passes the key |

\`\`\`ts
export async function book(refund: Refund): Promise<Entry> {
  // the database refuses the second one
  const entry = toEntry(refund, { key: refund.requestId });
  return ledger.insertOnce(entry);
}
\`\`\`

> A retry that comes a week later still finds its key.

- [x] ledger
- [ ] documentation, see [the guide](https://example.com)`;

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
