import { cutMessage } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import type { Message, ServerMessage, SessionState } from "@orbitdock/protocol";
import { sessionStores } from "./session-stores.ts";
import { newMessage, newSession, scripted } from "./testing/index.ts";

const at = "2026-01-01T00:00:00.000Z";
const immediately = (flush: () => void) => flush();

function snapshot(
  revision: number,
  facts: Partial<SessionState> = {},
  epoch = "e1",
): ServerMessage {
  return { type: "session_snapshot", session: newSession("s", at, facts), epoch, revision };
}
function renamed(custom_name: string, revision?: number, revisions?: number): ServerMessage {
  const stamp = { ...(revision !== undefined && { revision }), ...(revisions && { revisions }) };
  return { type: "session_delta", session_id: "s", changes: { custom_name }, ...stamp };
}
function messages(from: number, to: number, facts: Partial<Message> = {}): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) =>
    newMessage("s", `m${from + index}`, at, { content: `text ${from + index}`, ...facts }),
  );
}

/** A store that follows session `s` from revision 5 on, with the given facts. */
function following(facts: Partial<SessionState> = {}) {
  const server = scripted();
  server.accept();
  const stores = sessionStores(server.connection, { scheduler: immediately, keepIdle: 1 });
  const store = stores.get("s");
  const stop = store.subscribe(() => {});
  expect(server.heard()).toEqual([{ type: "subscribe_session", session_id: "s" }]);
  server.say(snapshot(5, facts));
  expect(store.getState().status).toBe("live");
  const name = () => store.getState().session?.custom_name;
  const ids = () => store.getState().session?.messages.map((message) => message.id);
  return { ...server, server, stores, store, stop, name, ids };
}
const subscribeFresh = { type: "subscribe_session", session_id: "s" } as const;
const subscribeSince = (revision: number, epoch = "e1") => ({
  ...subscribeFresh,
  since: { epoch, revision },
});

test("a change at the next revision is applied, a merged one at the sum, a known one ignored", () => {
  const { say, heard, name } = following();
  say(renamed("six", 6));
  expect(name()).toBe("six");
  say(renamed("nine", 9, 3));
  expect(name()).toBe("nine");
  say(renamed("again", 9));
  say(renamed("old", 7));
  expect(name()).toBe("nine");
  expect(heard()).toEqual([]);
});

test("a change without a revision is the list's, and not applied", () => {
  const { say, heard, name } = following();
  say(renamed("list"));
  expect(name()).toBeNull();
  expect(heard()).toEqual([]);
});

test("a gap asks for a snapshot, and nothing is applied before it comes", () => {
  const { say, heard, name, store } = following();
  say(renamed("seven", 7));
  expect(heard()).toEqual([subscribeFresh]);
  expect(store.getState().status).toBe("stale");
  say(renamed("six", 6));
  say({ type: "session_resumed", session_id: "s", epoch: "e1", revision: 5 });
  expect(store.getState().status).toBe("stale");
  say(snapshot(8, { custom_name: "eight" }));
  expect(name()).toBe("eight");
  expect(store.getState().status).toBe("live");
  expect(heard()).toEqual([]);
});

test("a change that does not fit, and one of an unknown kind, ask for a snapshot", () => {
  const one = following();
  const message = newMessage("s", "m1", at);
  one.say({
    type: "message_updated",
    session_id: "s",
    message_id: "none",
    changes: {},
    revision: 6,
  });
  expect(one.heard()).toEqual([subscribeFresh]);
  expect(one.reports).toHaveLength(1);
  const other = following({ messages: [message] });
  other.say('{"type":"thought_shared","session_id":"s","revision":5}');
  expect(other.heard()).toEqual([]);
  other.say('{"type":"thought_shared","session_id":"s","revision":6}');
  expect(other.heard()).toEqual([subscribeFresh]);
  const torn = following();
  torn.say('{"type":"message_upd');
  expect(torn.heard()).toEqual([subscribeFresh]);
});

test("a server and a client that disagree for good do not shout at each other", () => {
  const { say, heard, clock } = following();
  let asked = 0;
  for (let second = 0; second < 100; second++) {
    say(renamed("gap", 1000));
    const fresh = heard().length;
    asked += fresh;
    if (fresh > 0) say(snapshot(5));
    clock.advance(100);
  }
  expect(asked).toBeGreaterThan(3);
  expect(asked).toBeLessThan(10);
});

test("after a reconnect it resumes from its place, in the epoch of its last snapshot", () => {
  const { say, drop, accept, heard, clock, store, name } = following();
  say(renamed("six", 6));
  drop();
  expect(store.getState().status).toBe("stale");
  clock.advance(200);
  accept();
  expect(heard()).toEqual([subscribeSince(6)]);
  say({ type: "session_resumed", session_id: "s", epoch: "e1", revision: 7 });
  say(renamed("seven", 7));
  expect(name()).toBe("seven");
  drop();
  clock.advance(500);
  accept();
  heard();
  say(snapshot(0, {}, "e2"));
  drop();
  clock.advance(1_000);
  accept();
  expect(heard()).toEqual([subscribeSince(0, "e2")]);
  say({ type: "session_resumed", session_id: "s", epoch: "e3", revision: 0 });
  expect(heard()).toEqual([subscribeFresh]);
});

test("earlier messages are paged in, and outlive a resume and a snapshot that joins them", async () => {
  const { say, drop, accept, heard, clock, store, ids } = following({
    messages: messages(4, 6),
    has_earlier: true,
  });
  const loaded = store.loadEarlier(3);
  const [query] = heard();
  expect(query).toMatchObject({ type: "list_messages", before: "m4", limit: 3 });
  expect(store.getState().loading_earlier).toBe(true);
  const page = { type: "messages_list", session_id: "s", command_id: query!.command_id! } as const;
  say({ ...page, messages: messages(1, 3), has_earlier: false });
  await loaded;
  expect(store.getState().loading_earlier).toBe(false);
  expect(ids()).toEqual(["m1", "m2", "m3", "m4", "m5", "m6"]);
  drop();
  clock.advance(200);
  accept();
  say({ type: "session_resumed", session_id: "s", epoch: "e1", revision: 5 });
  expect(ids()).toHaveLength(6);
  const before = store.getState().session?.messages[4];
  say(snapshot(9, { messages: messages(5, 7), has_earlier: true }, "e2"));
  expect(ids()).toEqual(["m1", "m2", "m3", "m4", "m5", "m6", "m7"]);
  expect(store.getState().session?.messages[4]).toBe(before!);
  expect(store.getState().session?.has_earlier).toBe(false);
  say(snapshot(30, { messages: messages(20, 22), has_earlier: true }, "e3"));
  expect(ids()).toEqual(["m20", "m21", "m22"]);
  expect(store.getState().session?.has_earlier).toBe(true);
});

test("an earlier message that was still growing is not kept over a snapshot", () => {
  const [one, two] = messages(1, 2);
  const growing = { ...two!, status: "streaming" as const };
  const { say, ids, store } = following({ messages: [one!, growing, ...messages(3, 5)] });
  say(snapshot(9, { messages: messages(4, 6), has_earlier: true }, "e2"));
  expect(ids()).toEqual(["m3", "m4", "m5", "m6"]);
  expect(store.getState().session?.has_earlier).toBe(true);
});

test("a page that no longer joins what is held is dropped", async () => {
  const { say, heard, store, ids } = following({ messages: messages(4, 6), has_earlier: true });
  const loaded = store.loadEarlier();
  const command_id = heard()[0]!.command_id!;
  say(snapshot(30, { messages: messages(20, 21), has_earlier: true }));
  say({
    type: "messages_list",
    session_id: "s",
    messages: messages(1, 3),
    has_earlier: false,
    command_id,
  });
  await loaded;
  expect(ids()).toEqual(["m20", "m21"]);
});

test("a cut message is read whole, and stays whole over a snapshot that says the same", async () => {
  const whole = messages(1, 1, { content: "z".repeat(20_000) })[0]!;
  const cut = cutMessage(whole);
  const { say, heard, store } = following({ messages: [cut] });
  const loaded = store.loadWhole("m1");
  say({ type: "message", session_id: "s", message: whole, command_id: heard()[0]!.command_id! });
  await loaded;
  expect(store.getState().session?.messages).toEqual([whole]);
  say(snapshot(9, { messages: [cut] }, "e2"));
  expect(store.getState().session?.messages).toEqual([whole]);
  say(snapshot(10, { messages: [{ ...cut, status: "interrupted" }] }, "e3"));
  expect(store.getState().session?.messages[0]?.truncated).toBe(true);
});

test("any number of listeners are one subscription, taken back a while after the last has gone", () => {
  const { heard, store, stop, clock, say, stores } = following();
  expect(stores.get("s")).toBe(store);
  const other = store.subscribe(() => {});
  stop();
  stop();
  clock.advance(9_000);
  other();
  clock.advance(4_000);
  const again = store.subscribe(() => {});
  again();
  expect(heard()).toEqual([]);
  clock.advance(5_000);
  expect(heard()).toEqual([{ type: "unsubscribe_session", session_id: "s" }]);
  say(snapshot(6));
  expect(store.getState().status).toBe("stale");
  store.subscribe(() => {});
  expect(heard()).toEqual([subscribeSince(5)]);
});

test("sessions that nobody looks at are let go, the longest idle first", () => {
  const { stop, clock, store, stores, say } = following();
  stop();
  clock.advance(5_000);
  expect(store.getState().session).not.toBeNull();
  const next = stores.get("t");
  const stopNext = next.subscribe(() => {});
  say({ type: "session_snapshot", session: newSession("t", at), epoch: "e1", revision: 0 });
  stopNext();
  clock.advance(5_000);
  expect(next.getState().session).not.toBeNull();
  expect(store.getState()).toMatchObject({ status: "loading", session: null });
});

test("the snapshot that answers create_session is taken in, and let go if nobody looks", () => {
  const { say, heard, stores, clock } = following();
  say({ type: "session_snapshot", session: newSession("new", at), epoch: "e1", revision: 1 });
  const stop = stores.get("new").subscribe(() => {});
  expect(stores.get("new").getState().status).toBe("live");
  expect(heard()).toEqual([]);
  stop();
  clock.advance(5_000);
  expect(heard()).toEqual([{ type: "unsubscribe_session", session_id: "new" }]);
});

test("an unknown session is not_found, and asked for again when someone comes back", () => {
  const { say, heard, stores } = following();
  const store = stores.get("gone");
  store.subscribe(() => {});
  say({
    type: "error",
    code: "invalid_argument",
    message: "no",
    session_id: "gone",
    command_id: "c",
  });
  expect(store.getState().status).toBe("loading");
  say({ type: "error", code: "not_found", message: "no such session", session_id: "gone" });
  expect(store.getState()).toMatchObject({ status: "not_found", error: "no such session" });
  heard();
  store.subscribe(() => {});
  expect(heard()).toEqual([{ type: "subscribe_session", session_id: "gone" }]);
});

test("listeners are told once for all the changes of a frame", () => {
  const server = scripted();
  server.accept();
  let flush = () => {};
  const scheduler = (next: () => void) => {
    flush = next;
  };
  const store = sessionStores(server.connection, { scheduler }).get("s");
  let told = 0;
  store.subscribe(() => (told += 1));
  server.say(snapshot(0));
  for (let revision = 1; revision <= 50; revision++) server.say(renamed(`n${revision}`, revision));
  expect(told).toBe(0);
  flush();
  expect(told).toBe(1);
  expect(store.getState()).toBe(store.getState());
});
