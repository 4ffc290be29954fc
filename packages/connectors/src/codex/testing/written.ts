/**
 * What Codex can say that no scripted model brings about, written by the generated types: a change of
 * the protocol shows here as a type error.
 */
import type { ServerNotification, ThreadItem } from "../generated/protocol.ts";
import { thread as threadId } from "./asking.ts";

const turnId = "turn";
const of = { threadId, turnId, itemId: "item" };
const times = { startedAtMs: 0, completedAtMs: 0 };

const items: ThreadItem[] = [
  { ...times, type: "webSearch", id: "w", query: "bun", action: null, results: null },
  {
    ...times,
    type: "webSearch",
    id: "w2",
    query: "",
    action: { type: "openPage", url: "https://example.org" },
    results: null,
  },
  { ...times, type: "imageView", id: "i", path: "/repo/a.png" },
  { ...times, type: "sleep", id: "s", durationMs: 1500 },
  { ...times, type: "hookPrompt", id: "h", fragments: [{ text: "mind the gap", hookRunId: "r" }] },
  { ...times, type: "plan", id: "p", text: "1. Look" },
  { ...times, type: "enteredReviewMode", id: "r1", review: "current changes" },
  { ...times, type: "exitedReviewMode", id: "r2", review: "All good." },
  { ...times, type: "contextCompaction", id: "c" },
  { ...times, type: "reasoning", id: "t", summary: [], content: ["raw one", "raw two"] },
  { ...times, type: "reasoning", id: "t2", summary: ["one", "two"], content: ["raw"] },
  {
    ...times,
    type: "collabAgentToolCall",
    id: "a",
    tool: "spawnAgent",
    status: "completed",
    senderThreadId: threadId,
    receiverThreadIds: ["child"],
    prompt: "Look around",
    model: null,
    reasoningEffort: null,
    agentsStates: { child: { status: "completed", message: "Nothing there" } },
  },
  {
    ...times,
    type: "subAgentActivity",
    id: "sa",
    model: null,
    reasoningEffort: null,
    kind: "started",
    agentThreadId: "child",
    agentPath: "explorer",
  },
  {
    ...times,
    type: "dynamicToolCall",
    id: "d",
    namespace: "ns",
    tool: "lookup",
    arguments: { a: 1, b: 2 },
    status: "failed",
    contentItems: [{ type: "inputText", text: "no such thing" }],
    success: false,
    durationMs: 3,
  },
  {
    ...times,
    type: "mcpToolCall",
    id: "m",
    server: "notes",
    tool: "add",
    status: "failed",
    arguments: null,
    appContext: null,
    mcpAppUi: null,
    pluginId: null,
    readOnlyHint: null,
    result: null,
    error: { message: "it broke" },
    durationMs: null,
  },
  {
    ...times,
    type: "commandExecution",
    id: "x",
    pluginId: null,
    scriptPath: null,
    command: "/bin/zsh -lc 'false'",
    cwd: "/repo",
    processId: null,
    source: "agent",
    status: "failed",
    commandActions: [],
    aggregatedOutput: "",
    exitCode: 1,
    durationMs: 12,
  },
  {
    ...times,
    type: "fileChange",
    id: "f",
    changes: [
      {
        path: "/repo/a",
        kind: { type: "update", move_path: "/repo/b" },
        diff: "@@ -1 +1 @@\n-a\n+b\n",
      },
      { path: "/repo/c", kind: { type: "delete" }, diff: "gone\n" },
    ],
    status: "completed",
  },
  {
    ...times,
    type: "functionCallOutput",
    id: "o",
    name: "wait",
    namespace: null,
    output: "done waiting",
  },
  {
    ...times,
    type: "imageGeneration",
    id: "g",
    status: "completed",
    revisedPrompt: "a cat",
    failure: null,
    savedPath: "/repo/cat.png",
    generationId: null,
    result: "",
  },
];

const notifications: ServerNotification[] = [
  ...items.map((item): ServerNotification => {
    return { method: "item/completed", params: { item, threadId, turnId, completedAtMs: 0 } };
  }),
  { method: "item/reasoning/textDelta", params: { ...of, delta: "hm", contentIndex: 0 } },
  { method: "item/reasoning/summaryPartAdded", params: { ...of, summaryIndex: 0 } },
  { method: "item/reasoning/summaryPartAdded", params: { ...of, summaryIndex: 1 } },
  { method: "item/plan/delta", params: { ...of, delta: "1." } },
  { method: "item/commandExecution/outputDelta", params: { ...of, delta: "out" } },
  { method: "item/mcpToolCall/progress", params: { ...of, message: "half way" } },
  {
    method: "item/fileChange/patchUpdated",
    params: { ...of, changes: [{ path: "/repo/a", kind: { type: "add" }, diff: "a\n" }] },
  },
  {
    method: "model/rerouted",
    params: { threadId, turnId, fromModel: "a", toModel: "b", reason: "highRiskCyberActivity" },
  },
  { method: "thread/name/updated", params: { threadId, threadName: "Ada" } },
  { method: "thread/name/updated", params: { threadId } },
  { method: "warning", params: { threadId, message: "careful" } },
  { method: "guardianWarning", params: { threadId, message: "very careful" } },
  {
    method: "mcpServer/startupStatus/updated",
    params: {
      threadId,
      name: "notes",
      status: "failed",
      error: "no such file",
      failureReason: null,
    },
  },
  {
    method: "error",
    params: {
      threadId,
      turnId,
      willRetry: false,
      error: {
        message: "cannot steer a review",
        codexErrorInfo: { activeTurnNotSteerable: { turnKind: "review" } },
        additionalDetails: null,
        misalignment: null,
      },
    },
  },
  { method: "configWarning", params: { summary: "odd config", details: "line 3" } },
  { method: "thread/closed", params: { threadId } },
];

export const written: readonly string[] = notifications.map((said) => JSON.stringify(said));
