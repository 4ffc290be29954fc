import type { Decision } from "@orbitdock/protocol";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { Seat, run, text } from "../support/seat.ts";
import { World } from "../support/server-process.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

const made = (name: string) => existsSync(`${world.project()}/${name}`);

/** Has a command asked for and decided; gives how the turn ended. */
async function decide(seat: Seat, cmd: string, decision: Decision, message?: string) {
  const number = (seat.session.turns.at(-1)?.number ?? 0) + 1;
  await seat.say([run(cmd)], [text("Well then.")]);
  const request = await seat.asked();
  expect(request).toMatchObject({ type: "exec", command: cmd, cwd: world.project() });
  await seat.order({
    type: "approve_tool",
    request_id: request.id,
    decision,
    ...(message === undefined ? {} : { message }),
  });
  const { outcome } = await seat.ended(number);
  expect(seat.session).toMatchObject({ pending_approval: null, work_status: "waiting" });
  return { outcome, status: seat.messages("tool").at(-1)?.status, request };
}

/** Has a command run and says whether it was asked for. */
async function asksFor(seat: Seat, cmd: string): Promise<boolean> {
  const number = (seat.session.turns.at(-1)?.number ?? 0) + 1;
  await seat.say([run(cmd)], [text("k")]);
  const request = await seat.until("a request or the end", (session) =>
    session.turns.some((turn) => turn.number === number) ? "none" : session.pending_approval?.id,
  );
  if (request === "none") return false;
  await seat.order({ type: "approve_tool", request_id: request, decision: "denied" });
  await seat.ended(number);
  return true;
}

test("each decision on a command does what it says, to the agent as well", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  expect(await decide(seat, "touch once", "approved")).toMatchObject({
    outcome: "completed",
    status: "complete",
  });
  expect(made("once")).toBe(true);
  expect(await asksFor(seat, "touch once")).toBe(true);

  expect(await decide(seat, "touch no", "denied")).toMatchObject({
    outcome: "completed",
    status: "declined",
  });
  expect(made("no")).toBe(false);

  expect(await decide(seat, "touch stop", "abort")).toMatchObject({ outcome: "interrupted" });
  expect(made("stop")).toBe(false);

  const session = await decide(seat, "touch session", "approved_for_session");
  expect(session).toMatchObject({ outcome: "completed", status: "complete" });
  expect(await asksFor(seat, "touch session")).toBe(false);

  const always = await decide(seat, "touch always", "approved_always");
  expect(always.request.options).toContain("approved_always");
  expect(always.request.proposed_amendment).toEqual(["touch", "always"]);
  expect(await asksFor(seat, "touch always")).toBe(false);

  const other = await Seat.create(world, { approval_policy: "untrusted" });
  expect(await asksFor(other, "touch session")).toBe(true);
  expect(await asksFor(other, "touch always")).toBe(false);

  const { approvals } = await seat.connection.query({
    type: "list_approvals",
    session_id: seat.id,
    limit: 3,
  });
  expect(approvals.map(({ outcome, request }) => [request.command, outcome])).toEqual([
    ["touch always", "approved_always"],
    ["touch session", "approved_for_session"],
    ["touch stop", "abort"],
  ]);
  expect(approvals[0]).toMatchObject({ decided_by: "seat", session_id: seat.id });
  seat.leave();
  other.leave();
}, 60_000);

test("why something was denied is told to the agent, and stands in the transcript", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  const why = "Not there: use the build directory.";
  const { outcome } = await decide(seat, "touch wrong", "denied", why);
  expect(outcome).toBe("completed");
  expect(JSON.stringify(world.model.requests.at(-1)?.body)).toContain(why);
  expect(seat.texts("user").at(-1)).toBe(why);
  expect(seat.session.turns).toHaveLength(1);
  const { approvals } = await seat.connection.query({
    type: "list_approvals",
    session_id: seat.id,
  });
  expect(approvals[0]).toMatchObject({ outcome: "denied", message: why });
  seat.leave();
}, 30_000);

test("a command that deletes is asked for in red", async () => {
  const seat = await Seat.create(world, { approval_policy: "on-request" });
  await Bun.write(`${world.project()}/junk/file`, "");
  await seat.say([run("ls && rm -rf junk")], [text("k")]);
  const request = await seat.asked();
  expect(request).toMatchObject({ risk: "high", risk_reasons: ["Deletes files"] });
  const [start, end] = request.risk_spans?.[0] ?? [0, 0];
  expect(request.command?.slice(start, end)).toBe("rm -rf junk");
  await seat.order({ type: "approve_tool", request_id: request.id, decision: "denied" });
  await seat.ended(1);
  expect(made("junk/file")).toBe(true);
  seat.leave();
}, 30_000);

const questions = [
  {
    id: "colour",
    header: "Colour",
    question: "Which colour?",
    options: [
      { label: "Red", description: "warm" },
      { label: "Blue", description: "cold" },
    ],
  },
  {
    id: "size",
    header: "Size",
    question: "How large?",
    options: [
      { label: "Small", description: "s" },
      { label: "Large", description: "l" },
    ],
  },
];
const ask = { type: "call", name: "request_user_input", args: { questions } } as const;

test("two questions at once are answered field by field, or the first by the seed's one answer", async () => {
  const seat = await Seat.create(world);
  await seat.say([ask], [text("Blue and large.")]);
  const form = await seat.asked();
  expect(seat.session.work_status).toBe("question");
  expect(form).toMatchObject({ type: "question", question: "Which colour?\nHow large?" });
  expect(form.questions?.map(({ id, options }) => [id, options.map((one) => one.label)])).toEqual([
    ["colour", ["Red", "Blue"]],
    ["size", ["Small", "Large"]],
  ]);
  const wrong = seat.order({
    type: "answer_question",
    request_id: form.id,
    answers: { weight: ["1"] },
  });
  await expect(wrong).rejects.toMatchObject({ code: "invalid_argument" });
  await expect(
    seat.order({ type: "approve_tool", request_id: form.id, decision: "approved" }),
  ).rejects.toMatchObject({ code: "invalid_argument" });
  await seat.order({
    type: "answer_question",
    request_id: form.id,
    answers: { colour: ["Blue"], size: ["Large"] },
  });
  await seat.ended(1);
  const told = () => JSON.stringify(world.model.requests.at(-1)?.body).replaceAll("\\", "");
  expect(told()).toContain('"colour":{"answers":["Blue"]}');
  expect(told()).toContain('"size":{"answers":["Large"]}');

  await seat.say([ask], [text("Red, then.")]);
  const again = await seat.asked();
  await seat.order({ type: "answer_question", request_id: again.id, answer: "Red" });
  await seat.ended(2);
  expect(told()).toContain('{"answers":{"colour":{"answers":["Red"]}}}');

  await seat.say([ask], [text("As you like.")]);
  const third = await seat.asked();
  await seat.order({ type: "approve_tool", request_id: third.id, decision: "denied" });
  expect((await seat.ended(3)).outcome).toBe("completed");
  seat.leave();
}, 30_000);

test("several requests wait at once, the oldest first, and are decided one by one", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  await seat.say([run("touch left"), run("touch right")], [text("Both seen to.")]);
  const first = await seat.asked();
  const second = await seat.until("the second", ({ pending_approvals }) => pending_approvals[1]);
  expect(seat.session.pending_approval?.id).toBe(first.id);
  await seat.order({ type: "approve_tool", request_id: second.id, decision: "approved" });
  expect(seat.session.pending_approvals).toEqual([first]);
  expect(seat.session.work_status).toBe("permission");
  await seat.order({ type: "approve_tool", request_id: first.id, decision: "denied" });
  await seat.ended(1);
  const ran = [made("left"), made("right")];
  expect(ran.filter(Boolean)).toHaveLength(1);
  expect(made(second.command?.split(" ")[1] ?? "")).toBe(true);
  seat.leave();
}, 30_000);

test("two people decide at the same moment: one of them did, the other hears so", async () => {
  const seat = await Seat.create(world, { approval_policy: "untrusted" });
  const other = await seat.beside(world);
  for (let round = 1; round <= 5; round++) {
    await seat.say([run(`touch race${round}`)], [text("k")]);
    const request = await seat.asked();
    await other.until("the same", ({ pending_approval }) => pending_approval?.id === request.id);
    const settled = await Promise.allSettled([
      seat.order({ type: "approve_tool", request_id: request.id, decision: "approved" }),
      other.order({ type: "approve_tool", request_id: request.id, decision: "denied" }),
    ]);
    const lost = settled.filter((one) => one.status === "rejected");
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: "conflict" });
    await seat.ended(round);
    expect(made(`race${round}`)).toBe(settled[0]?.status === "fulfilled");
  }
  expect(seat.session.messages).toEqual(other.session.messages);
  seat.leave();
  other.leave();
}, 60_000);
