import { expect, test } from "bun:test";
import type { AgentEffect } from "@orbitdock/core";
import type { ApprovalRequest, Decision, SandboxMode } from "@orbitdock/protocol";
import type { Connector } from "../connector.ts";
import { codexConnector } from "./connector.ts";
import { asking, thread } from "./testing/asking.ts";

function attached(): Connector {
  const connector = codexConnector({ env: {} });
  connector.adopt("codex", [{ session_id: "s", thread_id: thread }]);
  return connector;
}

const say = (connector: Connector, effect: AgentEffect) =>
  connector.perform({ id: "e", session_id: "s", effect }).map(({ data }) => JSON.parse(data));

function requestOf(id: number | string): ApprovalRequest {
  const connector = attached();
  for (const line of asking)
    for (const heard of connector.hear("codex", line)) {
      if (heard.type !== "input" || heard.input.type !== "approval_asked") continue;
      if (heard.input.request.native_id !== JSON.stringify(id)) continue;
      const { item_native_id: _, ...facts } = heard.input.request;
      const rest = {
        risk: "normal" as const,
        risk_reasons: [],
        requested_at: "2026-01-01T00:00:00.000Z",
      };
      return { ...facts, ...rest, id: "a", session_id: "s" };
    }
  throw new Error(`nothing is asked under ${id}`);
}

const amendment = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["touch"] } };
const host = { host: "example.org", action: "allow" };
const network = { applyNetworkPolicyAmendment: { network_policy_amendment: host } };
const grant = { fileSystem: { read: ["/a"], write: ["/b"] } };
const elicited = (action: string, content: unknown = null, _meta: unknown = null) => {
  return { action, content, _meta };
};

const table: [string, number | string, Decision, unknown][] = [
  ["command", 0, "approved", { decision: "accept" }],
  ["command", 0, "approved_for_session", { decision: "acceptForSession" }],
  ["command", 0, "approved_always", { decision: amendment }],
  ["command", 0, "denied", { decision: "decline" }],
  ["command", 0, "abort", { decision: "cancel" }],
  ["network", "network", "approved_always", { decision: network }],
  ["patch", 1, "approved", { decision: "accept" }],
  ["patch", 1, "approved_for_session", { decision: "acceptForSession" }],
  ["patch", 1, "denied", { decision: "decline" }],
  ["patch", 1, "abort", { decision: "cancel" }],
  ["permissions", 2, "approved", { permissions: grant, scope: "turn" }],
  ["permissions", 2, "approved_for_session", { permissions: grant, scope: "session" }],
  ["permissions", 2, "denied", { permissions: {}, scope: "turn" }],
  ["permissions", 2, "abort", { permissions: {}, scope: "turn" }],
  ["form", 3, "denied", elicited("decline")],
  ["form", 3, "abort", elicited("cancel")],
  ["MCP tool", 4, "approved", elicited("accept", {})],
  ["MCP tool", 4, "approved_always", elicited("accept", {}, { persist: "always" })],
  ["MCP tool", 4, "denied", elicited("decline")],
  ["link", 5, "approved", elicited("accept")],
  ["link", 5, "denied", elicited("decline")],
  ["question", 7, "denied", { answers: {} }],
  ["old patch", 12, "approved", { decision: "approved" }],
  ["old command", 13, "approved_for_session", { decision: "approved_for_session" }],
  ["old command", 13, "denied", { decision: { denied: { rejection: "The person declined." } } }],
  ["old command", 13, "abort", { decision: "abort" }],
];

test.each(table)("%s %j: %s", (_name, id, decision, result) => {
  const request = requestOf(id);
  const answer = { type: "decision", decision } as const;
  const effect = {
    type: "approval_answer",
    thread_id: thread,
    turn_id: "t",
    request,
    answer,
  } as const;
  expect(request.options).toContain(decision);
  const [reply, ...more] = say(attached(), effect);
  expect(reply).toEqual({ id, result });
  // Where the request itself knows no way to stop, the turn is interrupted.
  const stops = decision === "abort" && [2, 3, 4, 5, 7].includes(Number(id));
  expect(more.map((line) => line.method)).toEqual(stops ? ["turn/interrupt"] : []);
});

test("a form's answers become the values its schema wants", () => {
  const answers = { colour: ["Red"], count: ["3"], sure: ["Yes"], many: ["A"] };
  const answer = { type: "answers", answers } as const;
  const request = requestOf(3);
  const effect = {
    type: "approval_answer",
    thread_id: thread,
    turn_id: null,
    request,
    answer,
  } as const;
  const content = { colour: "r", count: 3, sure: true, many: ["a"] };
  expect(say(attached(), effect)).toEqual([{ id: 3, result: elicited("accept", content) }]);
});

test("the reason of a denial follows as steering, in the turn that asked", () => {
  const request = requestOf(0);
  const answer = { type: "decision", decision: "denied", message: " use ls " } as const;
  const effect = {
    type: "approval_answer",
    thread_id: "other",
    turn_id: "t",
    request,
    answer,
  } as const;
  expect(say(attached(), effect)[1]).toMatchObject({
    method: "turn/steer",
    params: { threadId: thread, expectedTurnId: "turn", input: [{ text: "use ls" }] },
  });
});

test("a thread keeps what config.toml says of its sandbox, until another mode is chosen", () => {
  const present = {
    type: "workspaceWrite",
    writableRoots: ["/more"],
    networkAccess: true,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  };
  const policyFor = (connector: Connector, sandbox_mode: SandboxMode) =>
    say(connector, {
      type: "turn_start",
      thread_id: thread,
      message_id: "m",
      content: "hi",
      model: null,
      effort: null,
      approval_policy: null,
      sandbox_mode,
    })[0].params.sandboxPolicy;
  const connector = attached();
  // After a restart the thread's own policy is not known: it stays as it is.
  expect(policyFor(connector, "workspace-write")).toBeUndefined();
  expect(policyFor(connector, "read-only")).toEqual({ type: "readOnly", networkAccess: false });

  const threadSettings = { model: "m", approvalPolicy: "never", sandboxPolicy: present };
  const params = { threadId: thread, threadSettings };
  connector.hear("codex", JSON.stringify({ method: "thread/settings/updated", params }));
  expect(policyFor(connector, "workspace-write")).toEqual(present);
  expect(policyFor(connector, "danger-full-access")).toEqual({ type: "dangerFullAccess" });

  const readOnly = { ...threadSettings, sandboxPolicy: { type: "readOnly", networkAccess: false } };
  const changed = {
    method: "thread/settings/updated",
    params: { ...params, threadSettings: readOnly },
  };
  connector.hear("codex", JSON.stringify(changed));
  expect(policyFor(connector, "workspace-write")).toMatchObject({
    writableRoots: [],
    networkAccess: false,
  });
});

test("turn starts are spaced, all else goes at once", () => {
  const start = { type: "thread_compact", thread_id: thread } as const;
  expect(attached().spacing(start)).toBe(0);
  const turn = { type: "turn_start", thread_id: thread, message_id: "m", content: "" } as const;
  const none = { model: null, effort: null, approval_policy: null, sandbox_mode: null };
  expect(attached().spacing({ ...turn, ...none })).toBeGreaterThanOrEqual(40);
});
