import { cutMessage, snapshotOf, summaryOf } from "@orbitdock/protocol";
import { connect } from "../connection.ts";
import type { Connection } from "../connection-types.ts";
import { fleetStore } from "../fleet-store.ts";
import type { FleetStore } from "../fleet-store.ts";
import { sessionStores } from "../session-stores.ts";
import type { SessionStores } from "../session-stores.ts";
import { sameJson } from "../summary.ts";
import { newMessage, newSession, timeText } from "./fixture.ts";
import { modelServer } from "./model-server.ts";
import type { ModelServer } from "./model-server.ts";
import { testNetwork } from "./network.ts";
import type { Cut, TestNetwork } from "./network.ts";
import { seeded } from "./random.ts";
import type { Random } from "./random.ts";
import { virtualClock } from "./virtual-clock.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const steps = 90;
/** Long enough to notice a silent cut (30 s), to dial (10 s) and to wait out every back-off (15 s). */
const healMs = 90_000;
const cuts: readonly Cut[] = ["clean", "silent", "late"];

interface TestClient {
  connection: Connection;
  fleet: FleetStore;
  stores: SessionStores;
  /** The sessions it looks at, each with how to stop. */
  open: Map<string, () => void>;
  /** Commands it sent, by id: `pending`, `done`, or the code of the error. */
  commands: Map<string, string>;
}

/** What one run came to. */
export interface SimulationResult {
  seed: number;
  /** What was not as it must be; empty when all is well. */
  problems: string[];
  /** How often each kind of frame came to a client, and what else happened. */
  seen: Record<string, number>;
}

/**
 * Runs a server and some clients over a network that delays and cuts, restarts the server, lets
 * agents and people act; then heals everything and compares what the clients hold with what the
 * server has. The same seed gives the same run.
 */
export async function simulate(seed: number): Promise<SimulationResult> {
  const random = seeded(seed);
  const clock = virtualClock();
  const server = modelServer(clock, random, firstSessions(random, clock));
  const network = testNetwork(clock, random, server, random.pick([0, 5, 40, 400]));
  const seen: Record<string, number> = {};
  const clients = Array.from({ length: random.between(1, 3) }, (_, index) =>
    testClient(index, random, clock, network, seen, seed % 16 === 0),
  );
  // Every other run the server makes no mistakes, and then the client must not lose the thread.
  const calm = seed % 2 === 0;
  server.setFaults({
    lost: calm ? 0 : random.pick([0, 0.01]),
    doubled: random.pick([0, 0, 0.05]),
    torn: calm ? 0 : random.pick([0, 0.005]),
    unknown: calm ? 0 : 0.02,
  });

  const troubled = random.pick([0.01, 0.04, 0.12]);
  for (let step = 0; step < steps; step++) {
    const burst = random.chance(0.3) ? random.between(1, 8) : 1;
    for (let count = 0; count < burst; count++) server.agentActs();
    for (const client of clients)
      if (random.chance(0.35))
        personActs(random, server, client, `c${clients.indexOf(client)}-${step}`);
    if (random.chance(troubled)) network.cutOne(random.pick(cuts));
    if (random.chance(troubled / 4)) {
      network.cutAll(random.pick(cuts));
      network.setDown(random.chance(0.6));
      server.restart();
    }
    if (random.chance(0.2)) network.setDown(false);
    if (!calm && random.chance(0.02)) network.inject(random.pick(hostile));
    if (random.chance(0.05)) random.pick(clients).connection.reconnectNow();
    clock.advance(random.chance(0.05) ? random.between(0, 12_000) : random.between(0, 150));
    await settled();
  }

  network.setDown(false);
  server.setFaults({ lost: 0, doubled: 0, torn: 0, unknown: 0 });
  clock.advance(healMs);
  await settled();
  server.touchAll();
  clock.advance(healMs);
  await settled();

  const problems = clients.flatMap((client, index) =>
    problemsOf(client, server).map((problem) => `client ${index}: ${problem}`),
  );
  if (calm && server.repeatedSubscriptions > 0)
    problems.push(`${server.repeatedSubscriptions} subscriptions were repeated without need`);
  if (calm && seen["report"] !== undefined) problems.push(`${seen["report"]} errors were reported`);
  for (const client of clients) client.connection.close();
  return { seed, problems, seen };
}

/** Frames that no server of ours sends. */
const hostile = [
  "",
  "null",
  "[1,2",
  '"text"',
  '{"type":7}',
  '{"type":"from_the_future","value":1}',
  '{"type":"__proto__"}',
  '{"type":"session_snapshot","session":null,"epoch":"e","revision":0}',
  '{"type":"session_snapshot","session":{"id":"s0"},"epoch":"e","revision":0}',
  '{"type":"session_delta","session_id":"s0","changes":[]}',
  '{"type":"message_updated","session_id":"s0","message_id":"n1","changes":{},"revision":-1}',
  '{"type":"ack","command_id":"nobody"}',
  '{"type":"error","code":"internal","message":"something"}',
];

/** Lets promises run their course. */
async function settled() {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

function firstSessions(random: Random, clock: VirtualClock) {
  const at = timeText(clock.now());
  return Array.from({ length: random.between(1, 3) }, (_, index) => {
    const id = `s${index}`;
    const length = random.chance(0.06) ? random.between(190, 420) : random.between(0, 5);
    const messages = Array.from({ length }, (_, place) =>
      newMessage(id, `${id}-m${place}`, at, {
        content: random.chance(0.01) ? "y".repeat(17_000) : `message ${place}`,
      }),
    );
    return newSession(id, at, { messages });
  });
}

function testClient(
  index: number,
  random: Random,
  clock: VirtualClock,
  network: TestNetwork,
  seen: Record<string, number>,
  development: boolean,
): TestClient {
  const own = seeded(random.between(0, 2 ** 31));
  const connection = connect({
    url: "ws://model/ws",
    client: { name: `client-${index}`, version: "1" },
    socket: network.socket,
    clock,
    random: own.next,
    development,
    report: () => {
      seen["report"] = (seen["report"] ?? 0) + 1;
    },
  });
  connection.attach({
    frame(message) {
      seen[message.type] = (seen[message.type] ?? 0) + 1;
    },
  });
  const scheduler = (flush: () => void) => void clock.setTimeout(flush, 16);
  const fleet = fleetStore(connection, { scheduler });
  fleet.subscribe(() => fleet.getState().groups);
  const stores = sessionStores(connection, { scheduler, lingerMs: 500, keepIdle: 1 });
  return { connection, fleet, stores, open: new Map(), commands: new Map() };
}

function personActs(random: Random, server: ModelServer, client: TestClient, command_id: string) {
  const session_id = random.pick(server.sessionIds);
  const store = client.stores.get(session_id);
  const { session } = store.getState();
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      if (!client.open.has(session_id))
        client.open.set(
          session_id,
          store.subscribe(() => {}),
        );
      return;
    case 2: {
      if (random.chance(0.5)) return;
      client.open.get(session_id)?.();
      client.open.delete(session_id);
      return;
    }
    case 3:
      store.loadEarlier(random.between(1, 100)).catch(() => {});
      return;
    case 4: {
      const cut = session?.messages.find((message) => message.truncated);
      if (cut) store.loadWhole(cut.id).catch(() => {});
      return;
    }
    case 5: {
      const request = session?.pending_approval;
      if (!request) return;
      const { id: request_id } = request;
      track(client, command_id, {
        type: "approve_tool",
        session_id,
        request_id,
        decision: "approved",
        command_id,
      });
      return;
    }
    case 6:
      track(client, command_id, {
        type: "rename_session",
        session_id,
        name: command_id,
        command_id,
      });
      return;
    case 7:
      if (random.chance(0.1))
        track(client, command_id, {
          type: "create_session",
          provider: "codex",
          cwd: "/new",
          command_id,
        });
      return;
    default: {
      const timeoutMs = random.chance(0.1) ? random.between(0, 2_000) : undefined;
      track(
        client,
        command_id,
        { type: "send_message", session_id, content: command_id, command_id },
        timeoutMs,
      );
    }
  }
}

function track(
  client: TestClient,
  commandId: string,
  message: Parameters<Connection["command"]>[0],
  timeoutMs?: number,
) {
  client.commands.set(commandId, "pending");
  client.connection.command(message, { timeoutMs }).then(
    () => client.commands.set(commandId, "done"),
    (error: { code?: string }) => client.commands.set(commandId, error.code ?? "unknown error"),
  );
}

function problemsOf(client: TestClient, server: ModelServer): string[] {
  const { connection, fleet, open, commands } = client;
  const status = connection.getState().status;
  if (status !== "open") return [`the connection is ${status}`];
  return [
    ...fleetProblems(fleet, server),
    ...[...open.keys()].flatMap((id) => sessionProblems(client, server, id)),
    ...[...commands].flatMap(([id, outcome]) => commandProblems(server, id, outcome)),
  ];
}

function fleetProblems(fleet: FleetStore, server: ModelServer): string[] {
  const { sessions, status, counts } = fleet.getState();
  const ids = server.sessionIds;
  const problems = status === "live" ? [] : [`the fleet is ${status}`];
  if (sessions.size !== ids.length || counts.total !== ids.length)
    problems.push(
      `the fleet has ${sessions.size} rows, ${counts.total} in groups, of ${ids.length}`,
    );
  for (const id of ids)
    if (!sameJson(fleet.getSession(id), wire(summaryOf(server.stateOf(id)))))
      problems.push(`the row of ${id} differs`);
  return problems;
}

function sessionProblems(client: TestClient, server: ModelServer, id: string): string[] {
  const { session, status } = client.stores.get(id).getState();
  // A session that a restart lost.
  if (!server.sessionIds.includes(id)) return status === "not_found" ? [] : [`${id} is ${status}`];
  if (status !== "live" || session === null) return [`session ${id} is ${status}`];
  const state = server.stateOf(id);
  const problems: string[] = [];
  const [ours, theirs] = [wire(snapshotOf(session)), wire(snapshotOf(state))];
  for (const key of Object.keys(theirs) as (keyof typeof theirs)[])
    if (!sameJson(ours[key], theirs[key])) problems.push(`session ${id} differs in ${key}`);
  const from = state.messages.length - session.messages.length;
  if (session.has_earlier !== from > 0)
    problems.push(`session ${id} has_earlier is ${session.has_earlier} with ${from} missing`);
  for (const [index, message] of session.messages.entries()) {
    const whole = state.messages[from + index];
    if (
      !whole ||
      (!sameJson(message, wire(whole)) && !sameJson(message, wire(cutMessage(whole))))
    ) {
      problems.push(`session ${id}: message ${message.id} at ${index} is not the server's`);
      break;
    }
  }
  return problems;
}

function commandProblems(server: ModelServer, id: string, outcome: string): string[] {
  const times = server.timesApplied(id);
  if (outcome === "done")
    return times === 1 ? [] : [`command ${id} was done, and applied ${times} times`];
  if (outcome === "pending") return [`command ${id} has no answer`];
  if (outcome === "timeout") return times <= 1 ? [] : [`command ${id} was applied ${times} times`];
  return times === 0 ? [] : [`command ${id} failed with ${outcome}, and was applied`];
}

/** As it is after a way over the wire. */
function wire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
