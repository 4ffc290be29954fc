import { decide, type Input, newSession } from "@orbitdock/core";
import type { SessionChange } from "@orbitdock/protocol";
import { homeAt, openHome } from "../src/shell/home.ts";
import { wallClock as clock } from "../src/session/clock.ts";
import { openStore } from "../src/store/index.ts";
import { summaryOf } from "@orbitdock/protocol";

export interface StoredFleetOptions {
  /** OrbitDock's home; made if it is missing. */
  dir: string;
  sessions: number;
  /** Messages of the agent in each. */
  messages: number;
  /** Characters of each. */
  length: number;
}

/** Fills a home's database, through the store itself, with sessions whose agent is gone. Gives their ids. */
export async function storeFleet(options: StoredFleetOptions): Promise<string[]> {
  openHome(options.dir);
  const { store } = await openStore({ path: homeAt(options.dir).database });
  const ids: string[] = [];
  for (let at = 0; at < options.sessions; at++) {
    let state = newSession({
      id: clock.nextId(),
      provider: "codex",
      project_path: `/project/${at}`,
      project_name: `project ${at}`,
      integration_mode: "direct",
      model: "gpt-bench",
      effort: null,
      approval_policy: "on-request",
      sandbox_mode: "workspace-write",
      custom_name: null,
      git_branch: "main",
      forked_from: null,
      now: clock.now(),
    });
    const changes: SessionChange[] = [];
    for (const input of life(at, options)) {
      const decided = decide(state, input, { now: clock.now(), nextId: clock.nextId });
      state = decided.state;
      changes.push(...decided.changes);
    }
    const { messages: _messages, has_earlier: _earlier, ...facts } = state;
    const summary = summaryOf(state);
    store.append({
      at: clock.now(),
      session: { id: state.id, revision: changes.length, facts, summary, changes },
    });
    ids.push(state.id);
    // So that a large fleet does not gather in memory before it is written.
    if (at % 50 === 49) await store.durable();
  }
  await store.close(60_000);
  return ids;
}

function* life(at: number, { messages, length }: StoredFleetOptions): Generator<Input> {
  yield { type: "create" };
  yield { type: "agent_ready", thread_id: `thread-${at}` };
  yield { type: "send_message", content: `Do what is asked for in ticket ${at}.` };
  yield { type: "turn_started", native_id: "turn" };
  for (let number = 0; number < messages; number++) {
    const content = `Message ${number} of session ${at}. `.padEnd(length, "All is in order. ");
    yield {
      type: "item_completed",
      native_id: `item-${number}`,
      message_type: "assistant",
      content,
    };
  }
  yield { type: "turn_ended", native_id: "turn", outcome: "completed" };
  yield { type: "agent_stopped", error: null };
}
