import { apply, snapshotOf } from "@orbitdock/protocol";
import type { Append, Cursor, SessionChange, SessionState } from "@orbitdock/protocol";
import type { Random } from "./random.ts";

/** Changes that are kept for clients that come back. */
const ringLength = 60;

interface Stamped {
  revision: number;
  revisions: number;
  change: SessionChange | { type: "thought_shared" };
}

/** How often each thing happens that a client must see through. */
export interface Faults {
  /** A frame that no subscriber gets. */
  lost: number;
  /** A frame that they get twice. */
  doubled: number;
  /** A frame of which only the beginning arrives. */
  torn: number;
  /** A change of a kind that the client's version does not know. */
  unknown: number;
}

/** One session of the model server: its state, and how its changes are stamped, merged and kept. */
export function modelSession(random: Random, first: SessionState, faults: () => Faults) {
  let state = first;
  let durable: SessionState | null = null;
  let lives = 1;
  let revision = random.between(0, 3);
  let sent = revision;
  let ring: Stamped[] = [];
  let outbox: Stamped[] = [];
  let repeated = 0;
  const asking = new WeakSet<(text: string) => void>();
  const subscribers = new Set<(text: string) => void>();

  const epoch = () => `epoch-${lives}`;
  const frame = ({ change, revision, revisions }: Stamped) =>
    JSON.stringify({
      ...change,
      session_id: state.id,
      revision,
      ...(revisions === 1 && random.chance(0.5) ? {} : { revisions }),
    });

  function publish(stamped: Stamped) {
    ring.push(stamped);
    if (ring.length > ringLength) ring = ring.slice(-ringLength);
    sent = stamped.revision;
    const { lost, doubled, torn } = faults();
    if (random.chance(lost)) return;
    const text = frame(stamped);
    const said = random.chance(torn) ? text.slice(0, random.between(1, text.length - 1)) : text;
    const times = random.chance(doubled) ? 2 : 1;
    for (const send of subscribers) for (let time = 0; time < times; time++) send(said);
  }

  function flush() {
    const waiting = outbox;
    outbox = [];
    for (const stamped of waiting) publish(stamped);
  }

  function put(change: Stamped["change"]) {
    revision += 1;
    const last = outbox.at(-1);
    const merged = last && mergedAppend(last.change, change);
    if (merged)
      outbox[outbox.length - 1] = { revision, revisions: last.revisions + 1, change: merged };
    else outbox.push({ revision, revisions: 1, change });
  }

  return {
    get state() {
      return state;
    },
    /** How often someone subscribed who was subscribed already, which is to say: lost the thread. */
    get repeated() {
      return repeated;
    },
    get unflushed() {
      return outbox.length > 0;
    },
    change(change: SessionChange) {
      state = apply(state, change);
      put(change);
    },
    /** A change of a kind that this client's version does not know. */
    changeUnknown(title: string) {
      state = { ...state, title };
      put({ type: "thought_shared" });
    },
    flush,
    /** What has happened so far survives a restart. */
    save() {
      durable = state;
    },
    /** Goes back to what was saved; false when nothing ever was. */
    restart(): boolean {
      subscribers.clear();
      if (durable === null) return false;
      state = durable;
      lives += 1;
      if (random.chance(0.5)) revision = 0;
      sent = revision;
      ring = [];
      outbox = [];
      return true;
    },
    /** @param asked false for the subscription that comes with creating the session. */
    subscribe(send: (text: string) => void, since: Cursor | undefined, asked = true) {
      // What waits belongs before the answer: a merged change must not reach across a snapshot.
      flush();
      // Who created it and asks before the first snapshot has come could not know better.
      if (asked && asking.has(send)) repeated += 1;
      if (asked) asking.add(send);
      const from = since?.epoch === epoch() ? since.revision : -1;
      const start = ring.findIndex((stamped) => stamped.revision - stamped.revisions === from);
      if (from === sent || start >= 0) {
        // The place from which it goes on, or the place it will have reached: either is right.
        const at = random.chance(0.5) ? from : sent;
        send(
          JSON.stringify({
            type: "session_resumed",
            session_id: state.id,
            epoch: epoch(),
            revision: at,
          }),
        );
        if (start >= 0) for (const stamped of ring.slice(start)) send(frame(stamped));
      } else {
        const session = snapshotOf(state);
        send(JSON.stringify({ type: "session_snapshot", session, epoch: epoch(), revision: sent }));
      }
      subscribers.add(send);
    },
    unsubscribe(send: (text: string) => void) {
      subscribers.delete(send);
      asking.delete(send);
    },
  };
}
export type ModelSession = ReturnType<typeof modelSession>;

function mergedAppend(one: Stamped["change"], other: Stamped["change"]): SessionChange | null {
  if (one.type !== "message_updated" || other.type !== "message_updated") return null;
  if (one.message_id !== other.message_id) return null;
  for (const field of ["content_append", "tool_output_append"] as const) {
    const [a, b]: (Append | undefined)[] = [one.changes[field], other.changes[field]];
    const alone = Object.keys(one.changes).length === 1 && Object.keys(other.changes).length === 1;
    if (a && b && alone)
      return { ...one, changes: { [field]: { offset: a.offset, text: a.text + b.text } } };
  }
  return null;
}
