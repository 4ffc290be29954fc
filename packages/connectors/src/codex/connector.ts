import type { ProviderInfo } from "@orbitdock/protocol";
import { ConnectorError, type Connector, type WriteLine } from "../connector.ts";
import { detectCodex, installHint } from "./detect.ts";
import { findCodex } from "./find.ts";
import { hearLine } from "./hear.ts";
import { launchSpec } from "./launch.ts";
import { Memory } from "./memory.ts";
import { performEffect } from "./perform.ts";
import { requestLine } from "./requests.ts";
import { requestId } from "./wire.ts";

export interface CodexOptions {
  /** The environment of the server, which Codex inherits. */
  env: Record<string, string | undefined>;
  /** The directory that app-server runs in; the user's home where it is left out. */
  home?: string;
  /** Directories of installed `@openai/codex` packages, looked at when there is none on PATH. */
  candidates?: readonly string[];
}

/** The agent-host's name for the one app-server that serves all threads. */
const agentName = "codex";

/** Starting turns serialises inside Codex, 35 to 55 ms each (0.169): a pile of starts delays them all. */
const turnStartSpacingMs = 45;

/** Codex, by one `codex app-server` for all sessions. */
export function codexConnector({ env, home, candidates = [] }: CodexOptions): Connector {
  const memory = new Memory();
  let last: ProviderInfo | undefined;

  return {
    provider: "codex",
    agentFor: () => agentName,
    owns: (agent) => agent === agentName,
    async detect() {
      const { info } = await detectCodex(env, candidates);
      last = info;
      return info;
    },
    launch() {
      if (last && !last.available)
        throw new ConnectorError(last.problem ?? "Codex cannot run.", last.hint ?? installHint);
      const found = last?.path ?? findCodex(env, candidates)?.path;
      if (found === undefined) throw new ConnectorError("Codex is not installed.", installHint);
      return launchSpec(found, env, home);
    },
    greet: () => [hello(), { id: "initialized", data: JSON.stringify({ method: "initialized" }) }],
    adopt(_agent, routes) {
      for (const { thread_id, session_id } of routes) memory.route(thread_id, session_id);
    },
    hear: (_agent, line) => hearLine(memory, line),
    exited: () => memory.forget(),
    perform(entry) {
      const { effect, session_id } = entry;
      if (effect.type === "thread_resume") memory.route(effect.thread_id, session_id);
      return performEffect(entry, (threadId) => memory.policyOf(threadId));
    },
    query(_agent, query) {
      const id = requestId("models", query.id);
      const data = requestLine(id, "model/list", { limit: 200, includeHidden: false });
      return [{ id, data }];
    },
    spacing: (effect) => (effect.type === "turn_start" ? turnStartSpacingMs : 0),
  };
}

/** Codex takes requests that are in the pipe already while it starts (0.169): nothing waits for the answer. */
function hello(): WriteLine {
  const id = requestId("initialize");
  const data = requestLine(id, "initialize", {
    clientInfo: { name: "orbitdock", title: "OrbitDock", version: "0.1.0" },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  return { id, data };
}
