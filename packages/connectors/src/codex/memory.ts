import type {
  FileUpdateChange,
  SandboxPolicy,
  ServerNotification,
  Thread,
  ThreadItem,
} from "./generated/protocol.ts";
import { texts } from "./read.ts";
import { isFields, type Fields } from "./wire.ts";

/** How many items' file changes, subagents, and lines of unknown threads are kept. */
const keptChanges = 200;
const keptParents = 2_000;
const keptLines = 100;

/**
 * What a connector knows of the process beyond the line it reads: which thread is whose, and a few
 * facts that make an answer better. Without any of it (a server just restarted) lines are still
 * understood; `adopt` brings the routes back.
 */
export class Memory {
  readonly #sessions = new Map<string, string>();
  /** Subagents' threads, with the thread that started each. */
  readonly #parents = new Map<string, string>();
  readonly #policies = new Map<string, SandboxPolicy>();
  readonly #changes = new Map<string, FileUpdateChange[]>();
  /** Lines of threads nobody knows yet, until it is clear whose they are. */
  #waiting: { threadId: string; line: string; asked: boolean }[] = [];

  route(threadId: string, session: string): void {
    this.#sessions.set(threadId, session);
  }

  opened(thread: Thread, session: string, policy: SandboxPolicy): void {
    this.route(thread.id, session);
    this.#policies.set(thread.id, policy);
  }

  parent(threadId: string, parentId: string): void {
    if (typeof threadId !== "string" || this.#sessions.has(threadId)) return;
    this.#parents.delete(threadId);
    this.#parents.set(threadId, parentId);
    forgetOldest(this.#parents, keptParents);
  }

  /** The session a thread belongs to itself. */
  sessionOf(threadId: string): string | undefined {
    return this.#sessions.get(threadId);
  }

  /** The session that hears what a subagent of one of its subagents asks. */
  sessionAbove(threadId: string): string | undefined {
    let above = this.#parents.get(threadId);
    // As deep as it could sensibly go: parents that go in a circle end it, too.
    for (let depth = 0; above !== undefined && depth < 32; depth++) {
      const session = this.#sessions.get(above);
      if (session !== undefined) return session;
      above = this.#parents.get(above);
    }
    return undefined;
  }

  policyOf(threadId: string): SandboxPolicy | undefined {
    return this.#policies.get(threadId);
  }

  changesOf(turnId: string, itemId: string): FileUpdateChange[] | undefined {
    return this.#changes.get(`${turnId}/${itemId}`);
  }

  /** Takes note of what later lines or effects need. */
  note(method: string, params: Fields): void {
    const said = { method, params } as ServerNotification;
    switch (said.method) {
      case "thread/settings/updated":
        this.#policies.set(said.params.threadId, said.params.threadSettings.sandboxPolicy);
        break;
      case "item/started":
        this.#noteItem(said.params.threadId, said.params.turnId, said.params.item);
        break;
      case "item/fileChange/patchUpdated":
        this.#keepChanges(said.params.turnId, said.params.itemId, said.params.changes);
        break;
      case "item/completed":
        if (said.params.item.type === "fileChange")
          this.#changes.delete(`${said.params.turnId}/${said.params.item.id}`);
        break;
      case "thread/started":
        if (typeof said.params.thread.parentThreadId === "string")
          this.parent(said.params.thread.id, said.params.thread.parentThreadId);
        break;
      case "thread/closed":
        this.#policies.delete(said.params.threadId);
        this.#parents.delete(said.params.threadId);
        break;
    }
  }

  #noteItem(threadId: string, turnId: string, item: ThreadItem): void {
    switch (item.type) {
      case "fileChange":
        this.#keepChanges(turnId, item.id, item.changes);
        break;
      // A subagent's birth is told by its parent's item, not by a thread/started of its own (0.169).
      case "subAgentActivity":
        this.parent(item.agentThreadId, threadId);
        break;
      case "collabAgentToolCall":
        for (const child of texts(item.receiverThreadIds)) this.parent(child, threadId);
        break;
    }
  }

  #keepChanges(turnId: string, itemId: string, changes: FileUpdateChange[]): void {
    if (!Array.isArray(changes) || !changes.every(isFields)) return;
    this.#changes.set(`${turnId}/${itemId}`, changes);
    forgetOldest(this.#changes, keptChanges);
  }

  /**
   * Keeps a line until its thread is known. False where there is no room: what is merely said gets
   * half of it, the rest is for what is asked. Some threads never become anyone's: the oldest line
   * of what is said makes room for the next.
   */
  hold(threadId: string, line: string, asked: boolean): boolean {
    if (this.#waiting.length >= (asked ? keptLines : keptLines / 2)) {
      const oldest = asked ? -1 : this.#waiting.findIndex((held) => !held.asked);
      if (oldest === -1) return false;
      this.#waiting.splice(oldest, 1);
    }
    this.#waiting.push({ threadId, line, asked });
    return true;
  }

  /** The lines that waited for this thread. */
  release(threadId: string): string[] {
    const released = this.#waiting.filter((held) => held.threadId === threadId);
    this.#waiting = this.#waiting.filter((held) => held.threadId !== threadId);
    return released.map((held) => held.line);
  }

  /** The process is gone, and with it what it waited for. Threads keep their sessions. */
  forget(): void {
    this.#parents.clear();
    this.#policies.clear();
    this.#changes.clear();
    this.#waiting = [];
  }
}

function forgetOldest(map: Map<string, unknown>, kept: number): void {
  if (map.size <= kept) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
