import { expect, test } from "bun:test";
import type { Connector, Heard } from "../connector.ts";
import { codexConnector } from "./connector.ts";

const place = { turnId: "turn", itemId: "item", startedAtMs: 0 };
const line = (value: object): string => JSON.stringify(value);
const asks = (threadId: string, id: number): string =>
  line({
    method: "item/commandExecution/requestApproval",
    id,
    params: { ...place, threadId, command: "ls" },
  });
const says = (threadId: string): string =>
  line({ method: "item/agentMessage/delta", params: { ...place, threadId, delta: "hi" } });

function attached(): Connector {
  const connector = codexConnector({ env: {} });
  connector.adopt("codex", [{ session_id: "s", thread_id: "main" }]);
  return connector;
}

const writes = (heard: Heard[]) =>
  heard.flatMap((one) =>
    one.type === "write" ? one.lines.map(({ data }) => JSON.parse(data)) : [],
  );
const asked = (heard: Heard[]) =>
  heard.flatMap((one) =>
    one.type === "input" && one.input.type === "approval_asked" ? [one.session_id] : [],
  );

test("what a subagent asks reaches its parent's session; what it says does not", () => {
  const connector = attached();
  const born = (id: string, parentThreadId: string) =>
    line({ method: "thread/started", params: { thread: { id, parentThreadId } } });
  connector.hear("codex", born("child", "main"));
  connector.hear("codex", born("grandchild", "child"));
  expect(asked(connector.hear("codex", asks("grandchild", 0)))).toEqual(["s"]);
  expect(connector.hear("codex", says("grandchild"))).toEqual([]);
  const resolved = { threadId: "grandchild", requestId: 0 };
  const heard = connector.hear(
    "codex",
    line({ method: "serverRequest/resolved", params: resolved }),
  );
  expect(heard).toMatchObject([{ session_id: "s", input: { type: "approval_withdrawn" } }]);
});

test("after a restart a subagent's parent is asked for, and its request waits for that", () => {
  const connector = attached();
  const [question] = writes(connector.hear("codex", asks("child", 7)));
  expect(question).toMatchObject({ method: "thread/read", params: { threadId: "child" } });
  const thread = { id: "child", parentThreadId: "main" };
  const heard = connector.hear("codex", line({ id: question.id, result: { thread } }));
  expect(asked(heard)).toEqual(["s"]);
});

test("what is asked for nobody's thread is refused, so that the agent never hangs", () => {
  const connector = attached();
  const [question] = writes(connector.hear("codex", asks("stranger", 7)));
  const heard = connector.hear(
    "codex",
    line({ id: question.id, error: { code: 1, message: "no" } }),
  );
  expect(writes(heard)).toMatchObject([{ id: 7, error: { code: -32601 } }]);
  expect(asked(heard)).toEqual([]);
});

test("a flood of foreign requests is bounded: past it each is refused at once", () => {
  const connector = attached();
  const replies = Array.from({ length: 300 }, (_, id) =>
    writes(connector.hear("codex", asks(`thread-${id}`, id))),
  ).flat();
  expect(replies.filter((reply) => reply.method === "thread/read")).toHaveLength(100);
  expect(replies.filter((reply) => reply.error)).toHaveLength(200);
});

test("what a thread says before its response is heard after it", () => {
  const connector = codexConnector({ env: {} });
  const warning = { method: "warning", params: { threadId: "new", message: "careful" } };
  expect(connector.hear("codex", line(warning))).toEqual([]);
  const result = {
    thread: { id: "new", path: null, gitInfo: { branch: "main" } },
    model: "m",
    reasoningEffort: "high",
    approvalPolicy: { granular: {} },
    sandbox: { type: "externalSandbox", networkAccess: "restricted" },
  };
  const heard = connector.hear("codex", line({ id: "thread_start|s%7C1|e", result }));
  expect(heard.filter((one) => one.type === "input")).toEqual([
    {
      type: "input",
      session_id: "s|1",
      input: {
        type: "agent_ready",
        thread_id: "new",
        model: "m",
        effort: "high",
        approval_policy: "on-request",
        transcript_path: null,
        git_branch: "main",
      },
    },
    {
      type: "input",
      session_id: "s|1",
      input: { type: "notice", kind: "warning", text: "careful" },
    },
  ]);
});

test("a patch asked about after a restart has no diff, but its item", () => {
  const request = {
    method: "item/fileChange/requestApproval",
    id: 0,
    params: { ...place, threadId: "main" },
  };
  expect(attached().hear("codex", line(request))).toMatchObject([
    { input: { request: { diff: null, item_native_id: "turn/item" } } },
  ]);
});
