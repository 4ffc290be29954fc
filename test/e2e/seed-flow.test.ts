import { afterAll, beforeAll, expect, test } from "bun:test";
import { scriptPrompt } from "@orbitdock/rehearsal";
import { SeedClient } from "../support/seed-client.ts";
import { World } from "../support/server-process.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.dispose());

test("create, send, work, grow, count, wait: the seed's own flow on the real codex", async () => {
  const client = await SeedClient.connect(world.url, world.token);
  const fleet = await SeedClient.connect(world.url, world.token);
  fleet.send({ type: "subscribe_list" });
  await fleet.next("sessions_list");

  client.send({ type: "create_session", provider: "codex", cwd: world.project() });
  const { session } = await client.next("session_snapshot");
  expect(session).toMatchObject({ provider: "codex", status: "active", work_status: "waiting" });
  const created = await fleet.next("session_created");
  expect(created["session"].id).toBe(session.id);

  const words = "one two three four five six seven eight nine ten. ".repeat(20);
  const script = scriptPrompt({
    responses: [{ items: [{ type: "text", text: words, pace_ms: 10 }] }],
  });
  client.send({ type: "send_message", session_id: session.id, content: script });
  const asked = await client.next("message_appended");
  expect(asked["message"]).toMatchObject({ message_type: "user", content: script });
  await client.next("session_delta", (frame) => frame["changes"].work_status === "working");
  const answer = await client.next(
    "message_appended",
    (frame) => frame["message"].message_type === "assistant",
  );
  const id = answer["message"].id;
  await client.next(
    "message_updated",
    (frame) => frame["message_id"] === id && "content" in frame["changes"],
  );
  const usage = await client.next("tokens_updated");
  expect(usage["usage"].input_tokens).toBeGreaterThan(0);
  await client.next("session_delta", (frame) => frame["changes"].work_status === "waiting");

  const contents = client.frames
    .filter((frame) => frame.type === "message_updated" && frame["message_id"] === id)
    .flatMap((frame) =>
      "content" in frame["changes"] ? [frame["changes"].content as string] : [],
    );
  expect(contents.length).toBeGreaterThan(2);
  for (const [index, content] of contents.entries())
    expect(content.startsWith(contents[index - 1] ?? "")).toBe(true);
  expect(contents.at(-1)?.trim()).toBe(words.trim());
  await fleet.next("session_delta", (frame) => frame["changes"].work_status === "working");
  await fleet.next("session_delta", (frame) => frame["changes"].work_status === "waiting");
  client.close();
  fleet.close();
}, 60_000);

test("an approval is asked, seen by two clients, and answered by one", async () => {
  const one = await SeedClient.connect(world.url, world.token);
  one.send({
    type: "create_session",
    provider: "codex",
    cwd: world.project(),
    approval_policy: "untrusted",
  });
  const { session } = await one.next("session_snapshot");
  const two = await SeedClient.connect(world.url, world.token);
  two.send({ type: "subscribe_session", session_id: session.id });
  await two.next("session_snapshot");

  const script = scriptPrompt({
    responses: [
      { items: [{ type: "call", name: "exec_command", args: { cmd: "touch made.txt" } }] },
      { items: [{ type: "text", text: "Made it." }] },
    ],
  });
  one.send({ type: "send_message", session_id: session.id, content: script });
  const asked = await one.next("approval_requested");
  expect(asked["request"]).toMatchObject({ type: "exec", session_id: session.id });
  expect(asked["request"].command).toContain("touch made.txt");
  await one.next("session_delta", (frame) => frame["changes"].work_status === "permission");
  const seen = await two.next("approval_requested");
  expect(seen["request"].id).toBe(asked["request"].id);

  two.send({
    type: "approve_tool",
    session_id: session.id,
    request_id: seen["request"].id,
    decision: "approved",
  });
  for (const client of [one, two]) {
    await client.next("session_delta", (frame) => frame["changes"].pending_approval === null);
    await client.next("session_delta", (frame) => frame["changes"].work_status === "waiting");
  }
  expect(await Bun.file(`${world.project()}/made.txt`).exists()).toBe(true);

  one.send({
    type: "approve_tool",
    session_id: session.id,
    request_id: seen["request"].id,
    decision: "denied",
  });
  expect(await one.next("error")).toMatchObject({ code: "conflict" });
  one.close();
  two.close();
}, 60_000);
