import type { ApprovalRequest } from "@orbitdock/protocol";
import { ago, sampleDiff } from "./sample-messages.ts";

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
