import { expect, test } from "bun:test";
import { summaryOf } from "@orbitdock/protocol";
import type { SessionState, SessionSummary } from "@orbitdock/protocol";
import { fleetStore } from "./fleet-store.ts";
import { newApproval, newSession, scripted } from "./testing/index.ts";

function time(second: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
}
function row(id: string, facts: Partial<SessionState> = {}): SessionSummary {
  return summaryOf(newSession(id, time(0), facts));
}
function asking(id: string, second: number): SessionSummary {
  const request = newApproval(id, `a-${id}`, time(second));
  return row(id, {
    work_status: "permission",
    has_pending_approval: true,
    pending_approval: request,
    pending_approvals: [request],
  });
}
const failed = (at: number) => ({ last_error: { message: "no", at: time(at) } });

function fleetOf(sessions: SessionSummary[]) {
  const server = scripted();
  server.accept();
  const fleet = fleetStore(server.connection, { scheduler: (flush) => flush() });
  expect(fleet.getState().status).toBe("loading");
  const told: string[] = [];
  fleet.subscribe(() => told.push("all"));
  expect(server.heard()).toEqual([{ type: "subscribe_list" }]);
  server.say({ type: "sessions_list", sessions });
  told.length = 0;
  return { ...server, fleet, told };
}

test("groups: who waits longest first, then what failed, then working, ready and ended", () => {
  const { fleet } = fleetOf([
    row("ready-old", { status_since: time(1) }),
    row("ready-new", { status_since: time(2) }),
    row("reply", { work_status: "reply", status_since: time(3) }),
    row("working", { work_status: "working", ...failed(1) }),
    row("ended", { status: "ended", work_status: "ended", ...failed(1) }),
    row("failed-old", failed(4)),
    row("failed-new", failed(5)),
    asking("asks-later", 9),
    asking("asks-first", 8),
  ]);
  expect(fleet.getState().groups).toEqual({
    needs_you: ["asks-first", "asks-later", "failed-new", "failed-old"],
    working: ["working"],
    ready: ["reply", "ready-new", "ready-old"],
    ended: ["ended"],
  });
  expect(fleet.getState().counts).toEqual({
    needs_you: 4,
    working: 1,
    ready: 3,
    ended: 1,
    total: 9,
  });
});

test("one of 500 rows changes: its listeners are told, and every other object stays", () => {
  const { fleet, say, told } = fleetOf(Array.from({ length: 500 }, (_, index) => row(`s${index}`)));
  const before = fleet.getState();
  const groups = before.groups;
  fleet.subscribeSession("s7", () => told.push("s7"));
  fleet.subscribeSession("s8", () => told.push("s8"));
  say({ type: "session_delta", session_id: "s7", changes: { last_line: "on it" } });
  const after = fleet.getState();
  expect(told).toEqual(["s7", "all"]);
  expect(after).not.toBe(before);
  expect(before.sessions.get("s7")?.last_line).toBeNull();
  expect(after.sessions.get("s7")?.last_line).toBe("on it");
  expect(after.groups).toBe(groups);
  for (const [id, session] of before.sessions)
    if (id !== "s7") expect(after.sessions.get(id)).toBe(session);
  say({ type: "session_delta", session_id: "s8", changes: { work_status: "working" } });
  expect(fleet.getState().groups.working).toEqual(["s8"]);
  expect(fleet.getState().groups.needs_you).toBe(groups.needs_you);
  expect(groups.ready).toContain("s8");
});

test("a list that comes again keeps what did not change, and drops what is gone", () => {
  const { fleet, say, told, drop, accept, clock, heard } = fleetOf([row("a"), row("b"), row("c")]);
  const before = fleet.getState().sessions;
  for (const id of ["a", "b", "c"]) fleet.subscribeSession(id, () => told.push(id));
  drop();
  expect(fleet.getState().status).toBe("stale");
  clock.advance(125);
  accept();
  expect(heard()).toEqual([{ type: "subscribe_list" }]);
  told.length = 0;
  say({ type: "sessions_list", sessions: [row("a"), row("b", { model: "other" })] });
  expect(told).toEqual(["b", "c", "all"]);
  expect(fleet.getSession("a")).toBe(before.get("a")!);
  expect(fleet.getSession("c")).toBeUndefined();
});

test("deltas in the session's terms are not the list's, and fields a row lacks stay out", () => {
  const { fleet, say } = fleetOf([row("a")]);
  say({ type: "session_delta", session_id: "a", changes: { title: "no" }, revision: 3 });
  say({
    type: "session_delta",
    session_id: "a",
    changes: { title: "yes", current_diff: "+1", turn: null },
  });
  expect(fleet.getSession("a")).toEqual({ ...row("a"), title: "yes" });
});

test("a pending approval and the fields that follow from it stay together", () => {
  const { fleet, say } = fleetOf([row("a")]);
  const pending_approval = newApproval("a", "r", time(1));
  say({ type: "session_delta", session_id: "a", changes: { pending_approval } });
  expect(fleet.getSession("a")).toMatchObject({ has_pending_approval: true, pending_count: 1 });
  say({ type: "session_delta", session_id: "a", changes: { pending_approval: null } });
  expect(fleet.getSession("a")).toMatchObject({ has_pending_approval: false, pending_count: 0 });
});

test("a row that was missed, and a frame that could not be read, ask for the list again", () => {
  const { fleet, say, heard, clock } = fleetOf([row("a")]);
  say({ type: "session_delta", session_id: "b", changes: { title: "b" } });
  expect(heard()).toEqual([{ type: "subscribe_list" }]);
  say({ type: "sessions_list", sessions: [row("a"), row("b")] });
  expect(fleet.getState().counts.total).toBe(2);
  clock.advance(5_000);
  say('{"type":"session_created","session":7}');
  clock.advance(1_000);
  expect(heard()).toEqual([{ type: "subscribe_list" }]);
});

test("an ended session and the server's status", () => {
  const { fleet, say } = fleetOf([row("a")]);
  say({ type: "session_ended", session_id: "a", reason: "done" });
  expect(fleet.getState().groups.ended).toEqual(["a"]);
  expect(fleet.getSession("a")?.ended_reason).toBe("done");
  expect(fleet.getState().server_status).toBeNull();
  say('{"type":"server_status","status":{"version":"1"}}');
  expect(fleet.getState().server_status).toMatchObject({ version: "1" });
});
