import type { Connection } from "./connection-types.ts";
import { defaultScheduler } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { sessionFeed } from "./session-store.ts";
import type { SessionFeed, SessionStore } from "./session-store.ts";

export interface SessionStoresOptions {
  scheduler?: Scheduler | undefined;
  /** How long a session stays subscribed after its last listener has gone. Default 5 s. */
  lingerMs?: number | undefined;
  /** How many sessions that nobody looks at are kept, to come back to at once. Default 16. */
  keepIdle?: number | undefined;
}

/** All session stores of one connection. */
export interface SessionStores {
  /** The store of a session, the same one each time. */
  get(sessionId: string): SessionStore;
}

const storesOf = new WeakMap<Connection, SessionStores>();

/**
 * The store of a session: the same for all who ask on one connection, so that any number of
 * listeners cost one subscription.
 */
export function sessionStore(connection: Connection, sessionId: string): SessionStore {
  return sessionStores(connection).get(sessionId);
}

/**
 * The session stores of a connection. Options count at the first call for a connection. Called
 * before a `create_session`, it also takes in the snapshot that answers one.
 */
export function sessionStores(
  connection: Connection,
  options: SessionStoresOptions = {},
): SessionStores {
  const known = storesOf.get(connection);
  if (known !== undefined) return known;
  const made = makeStores(connection, options);
  storesOf.set(connection, made);
  return made;
}

function makeStores(connection: Connection, options: SessionStoresOptions): SessionStores {
  const { scheduler = defaultScheduler(), lingerMs = 5_000, keepIdle = 16 } = options;
  const feeds = new Map<string, SessionFeed>();
  /** Sessions that are held though nobody is subscribed, the longest idle first. */
  const idle = new Set<string>();

  function feedOf(sessionId: string): SessionFeed {
    const known = feeds.get(sessionId);
    if (known !== undefined) return known;
    const made = sessionFeed(connection, sessionId, {
      scheduler,
      lingerMs,
      idle: () => rest(sessionId),
      busy: () => idle.delete(sessionId),
    });
    feeds.set(sessionId, made);
    return made;
  }

  function rest(sessionId: string) {
    idle.add(sessionId);
    for (const oldest of idle) {
      if (idle.size <= keepIdle) return;
      idle.delete(oldest);
      feeds.get(oldest)?.forget();
    }
  }

  function eachFeed(tell: (feed: SessionFeed) => void) {
    for (const feed of feeds.values()) tell(feed);
  }

  connection.attach({
    opened: () => eachFeed((feed) => feed.opened()),
    lost: () => eachFeed((feed) => feed.lost()),
    unknownChange: (sessionId, revision) => feeds.get(sessionId)?.unknownChange(revision),
    doubted({ type, session_id }) {
      if (session_id !== null) feeds.get(session_id)?.doubted();
      else if (type === null || type === "session_snapshot") eachFeed((feed) => feed.doubted());
    },
    frame(message) {
      switch (message.type) {
        case "session_snapshot":
          feedOf(message.session.id).snapshot(message);
          return;
        case "session_resumed":
          feeds.get(message.session_id)?.resumed(message);
          return;
        case "error":
          // With a command's id it answers the command, not the subscription.
          if (message.session_id !== undefined && message.command_id === undefined)
            feeds.get(message.session_id)?.refused(message);
          return;
        case "session_delta":
        case "message_appended":
        case "message_updated":
        case "approval_requested":
        case "approval_resolved":
        case "tokens_updated":
        case "turn_ended":
        case "session_ended":
        case "agent_event_unknown":
          feeds.get(message.session_id)?.change(message);
      }
    },
  });

  return { get: (sessionId) => feedOf(sessionId).store };
}
