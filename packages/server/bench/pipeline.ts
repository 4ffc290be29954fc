import type { AgentInput } from "@orbitdock/core";
import { AgentRunner } from "../src/agents/runner.ts";
import { Desk } from "../src/api/desk.ts";
import { BoundTransport, serve } from "../src/api/serve.ts";
import type { SessionActor } from "../src/session/actor.ts";
import { wallClock as clock } from "../src/session/clock.ts";
import { Registry } from "../src/session/registry.ts";
import { createAuth } from "../src/shell/auth.ts";
import { homeAt, openHome } from "../src/shell/home.ts";
import { openLog } from "../src/shell/log.ts";
import { createLoginCodes } from "../src/shell/login-codes.ts";
import { serverStatus } from "../src/status.ts";
import { openStore } from "../src/store/index.ts";
import { RecordingTransport, type PublishedFrame } from "./recording-transport.ts";

/** Deltas of one message before the next begins: an answer of about 8,000 characters. */
const deltasOfMessage = 200;

/** What came of feeding: how many inputs, and the frames they became. */
export interface Fed {
  events: number;
  published: PublishedFrame[];
}

/** Sessions whose agents are the caller; everything behind the agents is the server's own. */
export interface Pipeline {
  port: number;
  sessionIds: string[];
  /** Gives sessions, in turn, so many deltas in all, and resolves when they are on disk. */
  feed(paced: (each: () => void) => Promise<void>): Promise<Fed>;
  stop(): Promise<void>;
}

/** Puts the server together as `runServer` does, without agents, with sessions in mid-turn. */
export async function startPipeline(options: { dir: string; sessions: number }): Promise<Pipeline> {
  const home = homeAt(options.dir);
  openHome(options.dir);
  const log = openLog({ file: home.logFile, secrets: [] });
  const { store, restored } = await openStore({ path: home.database });
  const bound = new BoundTransport();
  const transport = new RecordingTransport(bound);
  const registry = new Registry({ clock, store, transport, log, restored, perform: () => {} });
  const runner = new AgentRunner({
    connectors: [],
    registry,
    store,
    clock,
    log,
    restored,
    instanceId: clock.nextId(),
    socketPath: home.hostSocket,
    hostLogPath: home.hostLogFile,
    onStatus: () => {},
    onTakenOver: () => {},
  });
  const status = () =>
    serverStatus({
      instanceId: "bench",
      startedAt: clock.now(),
      rehearsal: false,
      store,
      registry,
      runner,
      connections: () => api.connections(),
    });
  const host = "127.0.0.1";
  const api = serve(
    {
      host,
      port: 0,
      auth: createAuth({ host, allowHost: [], token: "", noAuth: true }),
      codes: createLoginCodes(),
      desk: new Desk({ registry, store, runner, clock, status, applied: [] }),
      registry,
      log,
      version: "bench",
      instanceId: "bench",
      webRoot: home.dir,
      now: clock.ms,
    },
    bound,
  );
  const agents = Array.from({ length: options.sessions }, (_, at) =>
    streamingAgent(startSession(registry, at)),
  );
  return {
    port: api.port,
    sessionIds: agents.map((agent) => agent.sessionId),
    feed: async (paced) => {
      let events = 0;
      const published = transport.record();
      await paced(() => {
        agents[events % agents.length]?.say();
        events += 1;
      });
      await store.durable();
      registry.flush();
      transport.stopRecording();
      return { events, published };
    },
    stop: async () => {
      runner.stop();
      await Promise.all([api.stop(), store.close(4_000)]);
      await log.close();
    },
  };
}

function startSession(registry: Registry, at: number): SessionActor {
  const actor = registry.create(
    {
      provider: "codex",
      project_path: `/project/${at}`,
      project_name: `project ${at}`,
      integration_mode: "direct",
      model: null,
      effort: null,
      approval_policy: null,
      sandbox_mode: null,
      custom_name: null,
      git_branch: null,
      forked_from: null,
    },
    { type: "create" },
    () => ({}),
  );
  actor.handle([{ type: "agent_ready", thread_id: `thread-${at}` }]);
  actor.handle([{ type: "send_message", content: "Go on." }]);
  actor.handle([{ type: "turn_started", native_id: "turn" }]);
  return actor;
}

/** An agent that says one delta at a time, each with the moment it was said. */
function streamingAgent(actor: SessionActor) {
  let said = 0;
  return {
    sessionId: actor.id,
    say() {
      const native_id = `item-${Math.floor(said / deltasOfMessage)}`;
      const at = (performance.timeOrigin + performance.now()).toFixed(3);
      const text = ` @${at} and some words.`;
      const inputs: AgentInput[] = [
        { type: "item_delta", native_id, field: "content", text, message_type: "assistant" },
      ];
      said += 1;
      if (said % deltasOfMessage === 0)
        inputs.push({ type: "item_completed", native_id, message_type: "assistant" });
      actor.handle(inputs, { heard: { agent: "bench", instance: "bench", offset: said } });
    },
  };
}
