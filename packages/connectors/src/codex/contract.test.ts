import { connectorContract } from "../testing/contract.ts";
import { codexConnector } from "./connector.ts";
import { asking, thread } from "./testing/asking.ts";
import { fixtureNames, recordedLines } from "./testing/fixtures.ts";

connectorContract({
  name: "codex",
  create: () => codexConnector({ env: {} }),
  agent: "codex",
  recordings: Object.fromEntries(fixtureNames.map((name) => [name, recordedLines(name)])),
  session: "session-1",
  thread,
  asking,
  unknown: JSON.stringify({ method: "thread/dreamt", params: { threadId: thread, of: "sheep" } }),
});
