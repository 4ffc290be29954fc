/**
 * Codex asking, in every kind there is. The kinds that fixtures have are as recorded; the others are
 * written by the generated types, since no scripted model brings them about.
 */
import type { ServerRequest } from "../generated/protocol.ts";

/** The thread of the fixtures' session. */
export const thread = "00000000-0000-7000-8000-000000000002";
const place = { threadId: thread, turnId: "turn", itemId: "item", startedAtMs: 0 };
const oldPlace = { conversationId: thread, callId: "call", reason: null };
const elicitation = { threadId: thread, turnId: "turn", serverName: "notes" };
const form = {
  type: "object" as const,
  properties: {
    colour: {
      type: "string" as const,
      title: "Colour",
      enum: ["r", "b"],
      enumNames: ["Red", "Blue"],
    },
    count: { type: "integer" as const },
    sure: { type: "boolean" as const },
    many: { type: "array" as const, items: { anyOf: [{ const: "a", title: "A" }] } },
  },
  required: ["colour"],
};

const requests: ServerRequest[] = [
  {
    method: "item/commandExecution/requestApproval",
    id: 0,
    params: {
      ...place,
      kind: "command",
      environmentId: "local",
      command: "/bin/bash -lc 'touch one'",
      cwd: "/repo",
      proposedExecpolicyAmendment: ["touch"],
      availableDecisions: ["accept", "cancel"],
    },
  },
  {
    method: "item/commandExecution/requestApproval",
    id: "network",
    params: {
      ...place,
      kind: "command",
      environmentId: null,
      networkApprovalContext: { host: "example.org", protocol: "https" },
      availableDecisions: [
        "accept",
        {
          applyNetworkPolicyAmendment: {
            network_policy_amendment: { host: "example.org", action: "allow" },
          },
        },
        "cancel",
      ],
    },
  },
  { method: "item/fileChange/requestApproval", id: 1, params: { ...place, grantRoot: "/repo" } },
  {
    method: "item/permissions/requestApproval",
    id: 2,
    params: {
      ...place,
      environmentId: null,
      cwd: "/repo",
      reason: null,
      permissions: { network: null, fileSystem: { read: ["/a"], write: ["/b"] } },
    },
  },
  {
    method: "mcpServer/elicitation/request",
    id: 3,
    params: { ...elicitation, mode: "form", _meta: null, message: "?", requestedSchema: form },
  },
  {
    method: "mcpServer/elicitation/request",
    id: 4,
    params: {
      ...elicitation,
      mode: "form",
      _meta: { codex_approval_kind: "mcp_tool_call", persist: ["always"], tool_name: "add" },
      message: "May it?",
      requestedSchema: { type: "object", properties: {} },
    },
  },
  {
    method: "mcpServer/elicitation/request",
    id: 5,
    params: {
      ...elicitation,
      mode: "url",
      _meta: null,
      message: "Sign in",
      url: "https://example.org",
      elicitationId: "e",
    },
  },
  {
    method: "mcpServer/elicitation/request",
    id: 6,
    params: {
      ...elicitation,
      mode: "openai/userVerification",
      _meta: null,
      title: "t",
      description: "d",
      challenge: "c",
    },
  },
  {
    method: "item/tool/requestUserInput",
    id: 7,
    params: {
      threadId: thread,
      turnId: "turn",
      itemId: "item",
      isBlocking: true,
      autoResolutionMs: null,
      questions: [
        { id: "q", header: "Q", question: "?", isOther: false, isSecret: true, options: null },
      ],
    },
  },
  {
    method: "item/tool/call",
    id: 8,
    params: {
      threadId: thread,
      turnId: "t",
      callId: "c",
      namespace: null,
      tool: "t",
      arguments: {},
    },
  },
  { method: "account/chatgptAuthTokens/refresh", id: 9, params: { reason: "unauthorized" } },
  { method: "attestation/generate", id: 10, params: {} },
  { method: "currentTime/read", id: 11, params: { threadId: thread } },
  {
    method: "applyPatchApproval",
    id: 12,
    params: {
      ...oldPlace,
      grantRoot: null,
      fileChanges: {
        "a.txt": { type: "add", content: "one\n" },
        "b.txt": { type: "update", unified_diff: "@@ -1 +1 @@\n-a\n+b\n", move_path: null },
      },
    },
  },
  {
    method: "execCommandApproval",
    id: 13,
    params: {
      ...oldPlace,
      approvalId: null,
      command: ["bash", "-lc", "ls"],
      cwd: "/repo",
      parsedCmd: [],
    },
  },
];

/** A request of the agent that no version knows. */
const unknownRequest = { method: "item/dream/request", id: 14, params: { threadId: thread } };
/** A request whose fields are not what the protocol says. */
const misshapen = { method: "item/tool/requestUserInput", id: 15, params: { threadId: thread } };

export const asking: readonly string[] = [...requests, unknownRequest, misshapen].map((request) =>
  JSON.stringify(request),
);
