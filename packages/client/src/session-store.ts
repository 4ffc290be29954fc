import { apply, limits } from "@orbitdock/protocol";
import type {
  Cursor,
  ServerMessage,
  ServerMessageOf,
  SessionChange,
  SessionState,
} from "@orbitdock/protocol";
import type { Connection } from "./connection-types.ts";
import { listenerSet } from "./listeners.ts";
import { resyncPace } from "./resync.ts";
import { oncePerFrame } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { prependPage, replaceBySnapshot, replaceMessage } from "./window.ts";

/**
 * `live`: equal to the server's, as far as frames have come. `stale`: what is held may be old, and
 * nothing is missing that could be asked for now. `error`: the server does not give it; `error` says why.
 */
export type SessionStatus = "loading" | "live" | "stale" | "not_found" | "error";

export interface SessionView {
  status: SessionStatus;
  /** Null until the first snapshot. */
  session: SessionState | null;
  error: string | null;
  loading_earlier: boolean;
}

/** One session, kept equal to the server's while someone is subscribed. */
export interface SessionStore {
  readonly session_id: string;
  /** The same object until something changes. */
  getState(): SessionView;
  /** Told at most once per frame. The first listener subscribes at the server. */
  subscribe(listener: () => void): () => void;
  /**
   * Puts the page of messages before those held in front of them; nothing when there are none or
   * a page is under way.
   * @throws CommandError (as a rejection).
   */
  loadEarlier(limit?: number): Promise<void>;
  /** Replaces a message that the snapshot cut by the whole. @throws CommandError (as a rejection). */
  loadWhole(messageId: string): Promise<void>;
}

type ChangeMessage = Extract<ServerMessage, { type: SessionChange["type"] }>;

/** What the store of a connection's sessions does to one of them. */
export interface SessionFeed {
  store: SessionStore;
  opened(): void;
  lost(): void;
  change(message: ChangeMessage): void;
  snapshot(message: ServerMessageOf<"session_snapshot">): void;
  resumed(message: ServerMessageOf<"session_resumed">): void;
  refused(message: ServerMessageOf<"error">): void;
  unknownChange(revision: number): void;
  /** A frame about this session could not be read. */
  doubted(): void;
  /** Lets go of what is held; it is loaded anew when someone subscribes. */
  forget(): void;
}

export interface SessionFeedOptions {
  scheduler: Scheduler;
  /** How long to stay subscribed after the last listener has gone. */
  lingerMs: number;
  /** Called when the session is no longer subscribed at the server, and when it is again. */
  idle(): void;
  busy(): void;
}

/**
 * Where we stand with the server: not asked, waiting for an answer to `subscribe_session` (changes
 * before it belong to a state that we do not hold), following, or turned down.
 */
type Phase = "idle" | "asked" | "following" | "refused";

/** Makes the store of one session; `sessionStore` is how one is had. */
export function sessionFeed(
  connection: Connection,
  sessionId: string,
  options: SessionFeedOptions,
): SessionFeed {
  let view: SessionView = { status: "loading", session: null, error: null, loading_earlier: false };
  let cursor: Cursor | null = null;
  let phase: Phase = "idle";
  /** Only a snapshot will do: what we hold does not fit what came. */
  let freshOnly = false;
  /** We took our subscription back on this connection; what still comes is left over. */
  let tookBack = false;
  let lingering: unknown = null;
  const { clock } = connection;
  const listeners = listenerSet(connection.report);
  const told = oncePerFrame(options.scheduler, listeners.tell);
  const pace = resyncPace(clock, connection.random);

  function show(changed: Partial<SessionView>) {
    view = { ...view, ...changed };
    told();
  }

  function ask() {
    const since = cursor !== null && !freshOnly ? { since: cursor } : {};
    connection.send({ type: "subscribe_session", session_id: sessionId, ...since });
  }

  /** What is held and what came do not fit: there is one answer, a fresh snapshot. */
  function resync() {
    freshOnly = true;
    phase = "asked";
    if (view.status === "live") show({ status: "stale" });
    pace.soon(ask);
  }

  function wanted(): boolean {
    return phase !== "idle";
  }

  function begin() {
    options.busy();
    phase = "asked";
    tookBack = false;
    if (view.status === "not_found" || view.status === "error")
      show({ status: view.session ? "stale" : "loading", error: null });
    ask();
  }

  function linger() {
    lingering = clock.setTimeout(() => {
      lingering = null;
      stop();
    }, options.lingerMs);
  }

  function stop() {
    phase = "idle";
    tookBack = true;
    pace.cancel();
    connection.send({ type: "unsubscribe_session", session_id: sessionId });
    if (view.status === "live") show({ status: "stale" });
    options.idle();
  }

  function hold(session: SessionState, at: Cursor) {
    cursor = at;
    freshOnly = false;
    phase = "following";
    pace.cancel();
    show({ status: "live", session, error: null });
  }

  const store: SessionStore = {
    session_id: sessionId,
    getState: () => view,

    subscribe(listener) {
      if (lingering !== null) clock.clearTimeout(lingering);
      lingering = null;
      const remove = listeners.add(listener);
      if (!wanted() || phase === "refused") begin();
      return () => {
        const before = listeners.size;
        remove();
        if (before === 1 && listeners.size === 0) linger();
      };
    },

    async loadEarlier(limit = limits.snapshotMessages) {
      const { session } = view;
      const first = session?.messages[0];
      if (!session?.has_earlier || first === undefined || view.loading_earlier) return;
      show({ loading_earlier: true });
      try {
        await connection.query(
          { type: "list_messages", session_id: sessionId, before: first.id, limit },
          {
            answered(answer) {
              // A snapshot may have come meanwhile, and the page may no longer join what is held.
              if (answer.type !== "messages_list" || view.session?.messages[0]?.id !== first.id)
                return;
              show({ session: prependPage(view.session, answer.messages, answer.has_earlier) });
            },
          },
        );
      } finally {
        show({ loading_earlier: false });
      }
    },

    async loadWhole(messageId) {
      await connection.query(
        { type: "get_message", session_id: sessionId, message_id: messageId },
        {
          answered(answer) {
            if (answer.type !== "message" || view.session === null) return;
            show({ session: replaceMessage(view.session, answer.message) });
          },
        },
      );
    },
  };

  return {
    store,
    opened() {
      tookBack = false;
      if (wanted()) begin();
    },
    lost() {
      pace.cancel();
      if (wanted()) phase = "asked";
      if (view.status === "live") show({ status: "stale" });
    },
    change(message) {
      const { revision } = message;
      // Without a revision it is said to those who follow the list, in the list's terms.
      if (phase !== "following" || revision === undefined) return;
      if (view.session === null || cursor === null || revision <= cursor.revision) return;
      if (revision - (message.revisions ?? 1) !== cursor.revision) {
        resync();
        return;
      }
      let session: SessionState;
      try {
        session = apply(view.session, message as SessionChange);
      } catch (error) {
        connection.report(error);
        resync();
        return;
      }
      cursor = { epoch: cursor.epoch, revision };
      show({ session });
    },
    snapshot({ session, epoch, revision }) {
      if (phase === "idle") {
        if (tookBack) return;
        // Not asked for: the answer to a command that made the session. Who made it will look at it.
        options.busy();
        linger();
      }
      hold(replaceBySnapshot(view.session, session), { epoch, revision });
    },
    resumed({ epoch, revision }) {
      if (phase !== "asked" || freshOnly || view.session === null || cursor === null) return;
      if (epoch !== cursor.epoch || revision < cursor.revision) resync();
      else hold(view.session, cursor);
    },
    refused({ code, message }) {
      if (phase !== "asked") return;
      if (code === "overloaded") {
        pace.soon(ask);
        return;
      }
      phase = "refused";
      show({ status: code === "not_found" ? "not_found" : "error", error: message });
    },
    unknownChange(revision) {
      if (phase === "following" && cursor !== null && revision > cursor.revision) resync();
    },
    doubted() {
      if (wanted()) resync();
    },
    forget() {
      cursor = null;
      freshOnly = false;
      show({ status: "loading", session: null, error: null });
    },
  };
}
