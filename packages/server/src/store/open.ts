import { DatabaseClient } from "./database-client.ts";
import { Health } from "./health.ts";
import { defaultTiming } from "./options.ts";
import type { StoreOptions } from "./options.ts";
import { isWhole, overlayMessages, overlaySession } from "./overlay.ts";
import type { Problem, ReadRequest } from "./rows.ts";
import { StoreError, UnreadableError } from "./store.ts";
import type { LoadedSession, Restored, Store } from "./store.ts";
import { WorkerLink } from "./worker-link.ts";
import { Writer } from "./writer.ts";

const nothing: Restored = { sessions: [], offsets: [], outbox: [], commands: [] };

/** What no waiting mends: the person has to choose. */
const refusals = new Set<Problem["kind"]>(["held", "newer", "foreign"]);

/**
 * Opens the store and gives what was in it. A database that cannot be opened now leaves the store
 * degraded, with nothing restored; it is tried again from then on.
 * @throws StoreError when another server holds the database, or it is of a newer version or another program.
 */
export async function openStore(
  options: StoreOptions,
): Promise<{ store: Store; restored: Restored }> {
  const { path, now = Date.now, log = () => {} } = options;
  const spawn = options.spawn ?? (() => new Worker(new URL("./worker.ts", import.meta.url)));
  const link = new WorkerLink(spawn, (why) => log("error", "the store's worker stopped", { why }));
  const client = new DatabaseClient(link, path, () => new Date(now()).toISOString());
  const health = new Health(now);
  const writer = new Writer(client, health, { ...defaultTiming, ...options.timing }, log);
  const store = storeOf(client, writer, health, log);
  const opened = await client.open();
  if (opened.ok) {
    if (opened.value.notice) writer.notice(opened.value.notice);
    client.onOpened(({ notice }) => {
      if (notice) writer.notice(notice);
    });
    return { store, restored: JSON.parse(opened.value.restored) as Restored };
  }
  if (refusals.has(opened.problem.kind)) {
    client.terminate();
    throw new StoreError(`${opened.problem.problem} ${opened.problem.hint}`);
  }
  let late = true;
  client.onOpened(({ notice, restored }) => {
    const { sessions } = JSON.parse(restored) as Restored;
    if (notice) writer.notice(notice);
    else if (late && sessions.length > 0) writer.notice(openedLate(path, sessions.length));
    late = false;
  });
  writer.degrade(opened.problem);
  return { store, restored: nothing };
}

function openedLate(path: string, sessions: number): Problem {
  return {
    kind: "other",
    problem: `The database ${path} could be opened only after the start: ${sessions} stored sessions are not shown.`,
    hint: "Restart OrbitDock to see them.",
  };
}

function storeOf(
  client: DatabaseClient,
  writer: Writer,
  health: Health,
  log: NonNullable<StoreOptions["log"]>,
): Store {
  /** Asked after everything appended is written, or known to wait. */
  const read = async <Value>(request: ReadRequest, otherwise?: Value): Promise<Value> => {
    await writer.durable();
    const outcome = await client.read<Value>(request);
    if (outcome.ok) return outcome.value;
    if (otherwise !== undefined) return otherwise;
    const { kind, problem, hint } = outcome.problem;
    throw new (kind === "row" ? UnreadableError : StoreError)(`${problem} ${hint}`);
  };
  return {
    append: (step) => writer.append(step),
    durable: () => writer.durable(),
    load: async (session_id, limit) => {
      const otherwise = isWhole(writer.waiting, session_id) ? null : undefined;
      const request = { read: "session", session_id, limit } as const;
      const stored = await read<LoadedSession | null>(request, otherwise);
      return overlaySession(stored, writer.waiting, session_id, limit);
    },
    listMessages: async (session_id, before, limit) => {
      const request = { read: "messages", session_id, before, limit } as const;
      const page = await read<Awaited<ReturnType<Store["listMessages"]>>>(request);
      const messages = overlayMessages(page.messages, writer.waiting, session_id, before === null);
      const has_earlier = page.has_earlier || messages.length > limit;
      return { messages: messages.slice(-limit), has_earlier };
    },
    getMessage: async (session_id, message_id) => {
      type Found = Awaited<ReturnType<Store["getMessage"]>>;
      const found = await read<Found>({ read: "message", session_id, message_id });
      const messages = overlayMessages(found ? [found] : [], writer.waiting, session_id, true);
      return messages.find(({ id }) => id === message_id) ?? null;
    },
    listApprovals: (session_id, limit) => read({ read: "approvals", session_id, limit }),
    recentDirectories: (limit) => read({ read: "directories", limit }),
    get status() {
      return health.status;
    },
    onStatus: (listener) => health.onStatus(listener),
    onCommitted: (listener) => writer.onCommitted(listener),
    close: async (timeoutMs) => {
      let timer: Timer | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([writer.finish().then(() => client.close()), timeout]);
      clearTimeout(timer);
      client.terminate();
      if (writer.unsaved > 0)
        log("error", "the store was closed with steps unsaved", { unsaved: writer.unsaved });
    },
  };
}
