import { connect, microtaskScheduler, sessionStores, type Socket } from "@orbitdock/client";
import type { Message, SessionState } from "@orbitdock/protocol";
import type { Figure, Scenario } from "./figure.ts";
import { median } from "./numbers.ts";

const sizes = [200, 10_000];
const deltas = 5_000;
/** Deltas that arrive in one go: a listener is told once for them. */
const burst = 50;

export const fold: Scenario = {
  name: "fold",
  title: "client: frame read, checked and folded into a session of so many messages",
  async run({ quick }) {
    const spent = new Map<number, number[]>(sizes.map((size) => [size, []]));
    for (let round = 0; round < (quick ? 3 : 7); round++)
      for (const size of sizes) spent.get(size)?.push(await cpuOfFold(size));
    const [small = Number.NaN] = sizes.map((size) => median(spent.get(size) ?? []));
    return sizes.flatMap((size): Figure[] => {
      const cpu = median(spent.get(size) ?? []);
      const of = `${size.toLocaleString("en-US")} messages`;
      return [
        { of, name: "CPU µs/delta", value: cpu },
        { of, name: `× ${sizes[0]} messages`, value: cpu / small },
      ];
    });
  },
};

/** µs of CPU a delta, from the frame's text to the listener. */
async function cpuOfFold(size: number): Promise<number> {
  let deliver = (_frame: object | string) => {};
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    close: () => {},
    send: (text) => {
      if ((JSON.parse(text) as { type: string }).type === "subscribe_session")
        deliver({ type: "session_snapshot", epoch: "e", revision: 0, session: stateOf(size) });
    },
  };
  deliver = (frame) =>
    socket.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  const connection = connect({
    url: "http://bench",
    client: { name: "bench", version: "0" },
    socket: () => socket,
  });
  const stores = sessionStores(connection, { scheduler: microtaskScheduler });
  const store = stores.get("s");
  let told = 0;
  const leave = store.subscribe(() => (told += 1));
  socket.onopen?.();
  const frames = framesFor(size);
  const before = process.cpuUsage();
  for (let at = 0; at < frames.length; at++) {
    deliver(frames[at] ?? "");
    if (at % burst === 0) await Promise.resolve();
  }
  const { user, system } = process.cpuUsage(before);
  await Promise.resolve();
  const held = store.getState().session?.messages.at(-1)?.content.length;
  if (held !== deltas * text.length || told === 0) throw new Error(`the client holds ${held}`);
  leave();
  connection.close();
  return (user + system) / frames.length;
}

const text = "some more words ";

function framesFor(size: number): string[] {
  return Array.from({ length: deltas }, (_, at) =>
    JSON.stringify({
      session_id: "s",
      revision: at + 1,
      type: "message_updated",
      message_id: `m${size - 1}`,
      changes: { content_append: { offset: at * text.length, text } },
    }),
  );
}

function stateOf(size: number): SessionState {
  const time = "2026-01-01T00:00:00.000Z";
  const messages = Array.from({ length: size }, (_, at): Message => ({
    id: `m${at}`,
    session_id: "s",
    message_type: "assistant",
    content: at === size - 1 ? "" : `message ${at}`,
    tool_name: null,
    tool_input: null,
    tool_output: null,
    is_error: false,
    timestamp: time,
    duration_ms: null,
    status: at === size - 1 ? "streaming" : "complete",
  }));
  return {
    id: "s",
    provider: "codex",
    project_path: "/project",
    project_name: "project",
    model: null,
    status: "active",
    work_status: "working",
    has_pending_approval: false,
    started_at: time,
    last_activity_at: time,
    integration_mode: "direct",
    agent_status: "running",
    thread_id: "t",
    effort: null,
    git_branch: null,
    title: null,
    status_since: time,
    last_error: null,
    ended_reason: null,
    forked_from: null,
    messages,
    pending_approval: null,
    pending_approvals: [],
    token_usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0, context_window: 0 },
    current_diff: null,
    current_plan: null,
    turn: { number: 1, native_id: "turn", started_at: time, interrupting: false, tokens_before: 0 },
    turns: [],
    queue: [],
    has_earlier: false,
    unknown_events: {},
  };
}
