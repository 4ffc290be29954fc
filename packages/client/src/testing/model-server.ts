import {
  clientMessage,
  cutMessage,
  protocolVersion,
  summaryChanges,
  summaryOf,
} from "@orbitdock/protocol";
import type { ClientMessage, SessionState, SessionSummary } from "@orbitdock/protocol";
import type { Clock } from "../clock.ts";
import { sameJson } from "../summary.ts";
import { agentStep } from "./agent-activity.ts";
import { newMessage, newSession, timeText } from "./fixture.ts";
import { modelSession } from "./model-session.ts";
import type { Faults, ModelSession } from "./model-session.ts";
import type { ServerSocket, ServerUnderTest } from "./network.ts";
import type { Random } from "./random.ts";

const noFaults: Faults = { lost: 0, doubled: 0, torn: 0, unknown: 0 };

interface Applied {
  sessionId: string;
  durable: boolean;
  /** Those who asked while it was not durable yet. */
  waiting: Set<ServerSocket>;
}

/** The simplest server that keeps the wire's promises, in memory, with restarts that lose some of it. */
export interface ModelServer extends ServerUnderTest {
  readonly sessionIds: readonly string[];
  stateOf(sessionId: string): SessionState;
  /** How often a client that was subscribed to a session subscribed to it again. */
  readonly repeatedSubscriptions: number;
  /** How often the command was carried out and not lost. */
  timesApplied(commandId: string): number;
  setFaults(faults: Faults): void;
  /** Something happens in some agent. */
  agentActs(): void;
  /** A change to every session, so that a client that missed the last one finds out. */
  touchAll(): void;
  /** Forgets what was not durable, and everyone who was connected. */
  restart(): void;
}

export function modelServer(
  clock: Clock,
  random: Random,
  first: readonly SessionState[],
): ModelServer {
  const sessions = new Map<string, ModelSession>();
  const applied = new Map<string, Applied>();
  const counts = new Map<string, number>();
  const listeners = new Set<(text: string) => void>();
  const connections = new Set<ServerSocket>();
  let faults = noFaults;
  let ids = 0;
  let life = 0;
  const nextId = () => `n${(ids += 1)}`;
  const now = () => timeText(clock.now());
  for (const state of first) add(state).save();

  function add(state: SessionState): ModelSession {
    const made = modelSession(random, state, () => faults);
    sessions.set(state.id, made);
    return made;
  }

  /** Runs later, unless the server is restarted before. */
  function later(maxMs: number, action: () => void) {
    const own = life;
    clock.setTimeout(
      () => {
        if (own === life) action();
      },
      random.between(0, maxMs),
    );
  }

  function tellList(message: object) {
    const text = JSON.stringify(message);
    const torn = random.chance(faults.torn);
    for (const send of listeners) send(torn ? text.slice(0, -1) : text);
  }

  /** Does something to a session, and tells the list what it comes to there. */
  function act(session: ModelSession, action: () => void) {
    const before = summaryOf(session.state);
    action();
    tellDifference(before, summaryOf(session.state));
    if (session.unflushed) later(16, session.flush);
    if (random.chance(0.3)) later(100, () => save(session));
  }

  /** Changes and the commands that made them become durable together; then those are acknowledged. */
  function save(session: ModelSession) {
    session.save();
    for (const [command_id, entry] of applied) {
      if (entry.durable || entry.sessionId !== session.state.id) continue;
      entry.durable = true;
      const ack = JSON.stringify({ type: "ack", command_id, session_id: entry.sessionId });
      for (const waiting of entry.waiting) if (connections.has(waiting)) waiting.send(ack);
      entry.waiting.clear();
    }
  }

  function tellDifference(before: SessionSummary, after: SessionSummary) {
    const changes: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(after))
      if (!sameJson(value, before[key as keyof SessionSummary])) changes[key] = value;
    if (Object.keys(changes).length === 0) return;
    if (before.status !== "ended" && after.status === "ended")
      tellList({ type: "session_ended", session_id: after.id, reason: after.ended_reason ?? "" });
    delete changes["has_pending_approval"];
    if (
      Object.keys(changes).some((key) => !Object.hasOwn(summaryChanges.shape, key)) ||
      random.chance(0.1)
    )
      tellList({ type: "session_created", session: after });
    else tellList({ type: "session_delta", session_id: after.id, changes });
  }

  function connect(socket: ServerSocket) {
    const say = (message: object) => socket.send(JSON.stringify(message));
    const send = (text: string) => {
      if (connections.has(socket)) socket.send(text);
    };
    connections.add(socket);
    socket.onclose = () => {
      connections.delete(socket);
      listeners.delete(send);
      for (const session of sessions.values()) session.unsubscribe(send);
    };
    socket.onmessage = (text) => {
      if (!connections.has(socket)) return;
      const message = clientMessage.parse(JSON.parse(text));
      const { command_id } = message;
      const refuse = (code: string, words: string) => {
        const session_id = "session_id" in message ? message.session_id : undefined;
        say({ type: "error", code, message: words, session_id, command_id });
      };
      if ("session_id" in message && message.session_id && !sessions.has(message.session_id))
        return refuse("not_found", "there is no such session");
      if (answerAtOnce(message, say, send)) return;
      const known = command_id === undefined ? undefined : applied.get(command_id);
      if (known !== undefined) {
        if (known.durable) say({ type: "ack", command_id, session_id: known.sessionId });
        else known.waiting.add(socket);
        return;
      }
      const session = carryOut(message, send);
      if (session === null) return refuse("conflict", "it was answered already");
      if (command_id === undefined) return;
      const entry: Applied = {
        sessionId: session.state.id,
        durable: false,
        waiting: new Set([socket]),
      };
      applied.set(command_id, entry);
      counts.set(command_id, (counts.get(command_id) ?? 0) + 1);
      later(120, () => save(session));
    };
  }

  /** Answers what changes nothing; false for a command. */
  function answerAtOnce(
    message: ClientMessage,
    say: (message: object) => void,
    send: (text: string) => void,
  ): boolean {
    const { command_id } = message;
    const held =
      "session_id" in message && message.session_id ? sessions.get(message.session_id) : undefined;
    switch (message.type) {
      case "hello": {
        const server = { name: "model", version: "1", instance_id: `life-${life}` };
        say({ type: "welcome", protocol: protocolVersion, server, capabilities: [] });
        return true;
      }
      case "ping":
        say({ type: "pong", command_id });
        return true;
      case "subscribe_list":
        say({
          type: "sessions_list",
          sessions: Array.from(sessions.values(), (each) => summaryOf(each.state)),
        });
        listeners.add(send);
        return true;
      case "subscribe_session":
        held?.subscribe(send, message.since);
        return true;
      case "unsubscribe_session":
        held?.unsubscribe(send);
        return true;
      case "list_models":
        say({ type: "models_list", models: [], command_id });
        return true;
      case "list_messages": {
        // The page must not be ahead of the changes that were sent.
        held?.flush();
        const all = held?.state.messages ?? [];
        const end = all.findIndex((each) => each.id === message.before);
        const start = Math.max(0, end - (message.limit ?? 200));
        const messages = all.slice(start, Math.max(0, end)).map(cutMessage);
        say({
          type: "messages_list",
          session_id: message.session_id,
          messages,
          has_earlier: start > 0,
          command_id,
        });
        return true;
      }
      case "get_message": {
        held?.flush();
        const found = held?.state.messages.find((each) => each.id === message.message_id);
        if (found)
          say({ type: "message", session_id: message.session_id, message: found, command_id });
        else
          say({
            type: "error",
            code: "not_found",
            message: "there is no such message",
            command_id,
          });
        return true;
      }
      default:
        return false;
    }
  }

  /** Gives the session that the command was carried out on; null where it makes no sense now. */
  function carryOut(message: ClientMessage, send: (text: string) => void): ModelSession | null {
    if (message.type === "create_session") {
      const session = add(newSession(nextId(), now(), { project_path: message.cwd }));
      tellList({ type: "session_created", session: summaryOf(session.state) });
      session.subscribe(send, undefined, false);
      return session;
    }
    const session = "session_id" in message ? sessions.get(message.session_id ?? "") : undefined;
    if (session === undefined) return null;
    if (message.type === "send_message") {
      const facts = { message_type: "user" as const, content: message.content };
      const said = newMessage(session.state.id, nextId(), now(), facts);
      act(session, () => session.change({ type: "message_appended", message: said }));
      return session;
    }
    if (message.type === "rename_session") {
      const custom_name = message.name ?? null;
      act(session, () => session.change({ type: "session_delta", changes: { custom_name } }));
      return session;
    }
    if (message.type === "approve_tool") {
      const approval_id = message.request_id;
      if (session.state.pending_approvals.every((each) => each.id !== approval_id)) return null;
      const { decision: outcome } = message;
      act(session, () =>
        session.change({ type: "approval_resolved", approval_id, outcome, decided_at: now() }),
      );
      return session;
    }
    return null;
  }

  return {
    connect,
    get sessionIds() {
      return [...sessions.keys()];
    },
    stateOf(sessionId) {
      const session = sessions.get(sessionId);
      if (session === undefined) throw new Error(`no session ${sessionId}`);
      return session.state;
    },
    get repeatedSubscriptions() {
      return [...sessions.values()].reduce((sum, session) => sum + session.repeated, 0);
    },
    timesApplied: (commandId) => counts.get(commandId) ?? 0,
    setFaults(next) {
      faults = next;
    },
    agentActs() {
      const session = random.pick([...sessions.values()]);
      act(session, () => {
        if (random.chance(faults.unknown)) session.changeUnknown(`thought ${nextId()}`);
        else
          for (const change of agentStep(random, session.state, now(), nextId))
            session.change(change);
      });
    },
    touchAll() {
      const changes = { last_activity_at: now() };
      for (const session of sessions.values())
        act(session, () => session.change({ type: "session_delta", changes }));
    },
    restart() {
      life += 1;
      connections.clear();
      listeners.clear();
      for (const [commandId, entry] of applied) {
        if (entry.durable) continue;
        applied.delete(commandId);
        counts.set(commandId, (counts.get(commandId) ?? 0) - 1);
      }
      for (const [sessionId, session] of sessions)
        if (!session.restart()) sessions.delete(sessionId);
    },
  };
}
