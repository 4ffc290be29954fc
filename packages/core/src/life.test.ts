import { expect, test } from "bun:test";
import type { Effect } from "./effect.ts";
import type { Input } from "./input.ts";
import { DrivenSession, execRequest } from "./testing/session.ts";

const kinds = (effects: Effect[]) => effects.map((effect) => effect.type);
const stop: Input = { type: "agent_stopped", error: { message: "codex was ended by SIGKILL" } };
const end: Input = { type: "end", reason: "Ended by Ada." };
const turnEnded: Input = { type: "turn_ended", native_id: "turn1", outcome: "completed" };

/** A session that had one turn. */
function rested(): DrivenSession {
  const session = DrivenSession.working();
  session.take(turnEnded);
  return session;
}

test("an idle session loses nothing when its agent goes, and a message brings it back", () => {
  const session = rested();
  session.take(stop);
  expect(session.state).toMatchObject({
    status: "active",
    agent_status: "stopped",
    last_error: null,
  });
  const sent = session.take({ type: "send_message", content: "again" });
  expect(sent.effects).toMatchObject([
    { type: "thread_resume", thread_id: "t1" },
    { type: "timer", timer: "start" },
  ]);
  expect(session.state.messages.at(-1)?.content).toBe("again");
  const ready = session.take({ type: "agent_ready", thread_id: "t1" });
  expect(kinds(ready.effects)).toEqual(["timer", "turn_start"]);
});

test("an agent that dies at work fails the turn, and what it said is kept as cut off", () => {
  const session = DrivenSession.working();
  session.take(
    {
      type: "item_delta",
      native_id: "i",
      field: "content",
      text: "Half",
      message_type: "assistant",
    },
    { type: "item_started", native_id: "c", message_type: "tool", tool_name: "Bash" },
    { type: "approval_asked", request: execRequest("r", { item_native_id: "c" }) },
    stop,
  );
  expect(session.state).toMatchObject({
    agent_status: "stopped",
    work_status: "waiting",
    pending_approvals: [],
    last_error: { message: "codex was ended by SIGKILL" },
  });
  expect(session.state.turns.at(-1)).toMatchObject({ outcome: "failed" });
  expect(session.state.messages.slice(1)).toMatchObject([
    { content: "Half", status: "interrupted" },
    { tool_name: "Bash", status: "interrupted" },
    { notice: "error" },
  ]);
  expect(session.take(stop).changes).toEqual([]);
});

test("before its first turn a thread has nothing to resume: it is begun anew", () => {
  for (const loss of [stop, end]) {
    const session = DrivenSession.ready();
    session.take({ type: "rename", name: "Ada" }, loss);
    expect(kinds(session.take({ type: "resume" }).effects)).toEqual(["thread_start", "timer"]);
    const ready = session.take({ type: "agent_ready", thread_id: "t2" });
    expect(kinds(ready.effects)).toEqual(["timer", "thread_rename"]);
    expect(session.state.thread_id).toBe("t2");
  }
});

test("an agent that never came ends its session, and says why", () => {
  const session = new DrivenSession();
  session.take({ type: "create", prompt: "go" });
  session.take({ type: "agent_failed", error: { message: "no codex", hint: "install it" } });
  expect(session.state).toMatchObject({
    status: "ended",
    ended_reason: "no codex",
    last_error: { hint: "install it" },
  });
  expect(session.state.messages.map((message) => message.content)).toEqual([
    "go",
    "no codex\n\ninstall it",
  ]);
});

test("an agent that does not start in time has failed", () => {
  const session = new DrivenSession();
  session.take({ type: "create" }, { type: "timer_fired", timer: "start" });
  expect(session.state.status).toBe("ended");
  expect(session.state.ended_reason).toContain("did not start within 90 s");
  const late = session.take({ type: "agent_ready", thread_id: "t1" });
  expect(late.effects).toMatchObject([{ type: "thread_end", thread_id: "t1" }]);
  expect(session.state.status).toBe("ended");
});

test("ending an idle session lets go of its thread at once", () => {
  const session = rested();
  expect(session.take(end).effects).toMatchObject([
    { type: "timer" },
    { type: "thread_end", thread_id: "t1" },
  ]);
  expect(session.state).toMatchObject({ status: "ended", ended_reason: "Ended by Ada." });
  expect(session.take(end).rejection?.code).toBe("conflict");
  expect(session.take({ type: "send_message", content: "x" }).rejection?.code).toBe("conflict");
});

test("ending a session at work interrupts, hears the turn out, and then lets go", () => {
  const session = DrivenSession.working();
  session.take({ type: "approval_asked", request: execRequest("r") });
  expect(kinds(session.take(end).effects)).toEqual(["timer", "turn_interrupt"]);
  expect(session.state).toMatchObject({ status: "ended", turn: null, pending_approvals: [] });
  expect(kinds(session.take(turnEnded).effects)).toEqual(["thread_end"]);
});

test("a turn on its way when its session was ended is stopped when it begins", () => {
  const session = DrivenSession.ready();
  session.take({ type: "send_message", content: "go" });
  expect(kinds(session.take(end).effects)).toEqual(["timer"]);
  expect(session.take({ type: "turn_started", native_id: "turn1" }).effects).toEqual([
    { type: "turn_interrupt", thread_id: "t1", turn_id: "turn1" },
  ]);
  expect(kinds(session.take(turnEnded).effects)).toEqual(["thread_end"]);

  const refused = DrivenSession.ready();
  refused.take({ type: "send_message", content: "go" }, end);
  const failed = refused.take({
    type: "request_failed",
    request: "turn_start",
    error: { message: "no" },
  });
  expect(kinds(failed.effects)).toEqual(["thread_end"]);
});

test("a session resumed while its last turn still ends keeps its thread", () => {
  const session = DrivenSession.working();
  session.take(end);
  expect(kinds(session.take({ type: "resume" }).effects)).toEqual(["thread_resume", "timer"]);
  const asked = execRequest("r");
  session.take(
    { type: "agent_ready", thread_id: "t1" },
    { type: "approval_asked", request: asked },
    turnEnded,
    { type: "approval_withdrawn", native_id: "r" },
  );
  expect(session.state).toMatchObject({ status: "active", work_status: "waiting" });
  expect(kinds(session.effects)).not.toContain("thread_end");
});

test("settings are the session's own; on-failure, which codex forgot, is on-request", () => {
  const session = DrivenSession.ready();
  const configured = session.take({
    type: "configure",
    approval_policy: "on-failure",
    sandbox_mode: "read-only",
    effort: "high",
  });
  expect(configured.effects).toMatchObject([
    { type: "thread_configure", approval_policy: "on-request", sandbox_mode: "read-only" },
  ]);
  expect(session.state).toMatchObject({ approval_policy: "on-request", effort: "high" });
  session.take({ type: "settings", model: "m2" });
  expect(session.take({ type: "send_message", content: "go" }).effects).toMatchObject([
    { type: "turn_start", model: "m2", effort: "high", sandbox_mode: "read-only" },
  ]);
});

test("a fork that could not be made does not come back as an empty conversation", () => {
  const session = new DrivenSession();
  session.state = { ...session.state, forked_from: "s0" };
  session.take({ type: "fork", source_thread_id: "t0", source_turn_id: null });
  session.take({ type: "agent_failed", error: { message: "no rollout found" } });
  expect(session.state.status).toBe("ended");
  const resumed = session.take({ type: "resume" });
  expect(resumed.rejection?.code).toBe("conflict");
  expect(resumed.effects).toEqual([]);
});

test("an agent's event may have any name: each is counted for itself", () => {
  const session = DrivenSession.working();
  const names = ["constructor", "__proto__", "toString", "constructor"];
  for (const name of names) session.take({ type: "unknown_event", name, event: "{}" });
  expect(Object.entries(session.state.unknown_events)).toEqual([
    ["constructor", 2],
    ["__proto__", 1],
    ["toString", 1],
  ]);
});
