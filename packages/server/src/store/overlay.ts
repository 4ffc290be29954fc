import { ApplyError, applyToMessage } from "@orbitdock/protocol";
import type { Message } from "@orbitdock/protocol";
import type { Batch } from "./merge.ts";
import type { LoadedSession } from "./store.ts";

/** Folds what still waits in memory over messages read from the database. */
export function overlayMessages(
  messages: readonly Message[],
  waiting: readonly Batch[],
  sessionId: string,
  takesNew: boolean,
): Message[] {
  const after = [...messages];
  for (const { change, session_id } of waiting.flatMap((batch) => batch.log)) {
    if (session_id !== sessionId) continue;
    if (change.type === "message_appended" && takesNew) {
      if (!after.some(({ id }) => id === change.message.id)) after.push(change.message);
    } else if (change.type === "message_updated") {
      const index = after.findIndex(({ id }) => id === change.message_id);
      const before = after[index];
      if (before) after[index] = updated(before, change.changes);
    }
  }
  return after;
}

function updated(before: Message, changes: Parameters<typeof applyToMessage>[1]): Message {
  try {
    return applyToMessage(before, changes);
  } catch (error) {
    // It was written in the meantime.
    if (error instanceof ApplyError) return before;
    throw error;
  }
}

/** A session as it stands with what still waits; null when nothing of it is known anywhere. */
export function overlaySession(
  stored: LoadedSession | null,
  waiting: readonly Batch[],
  sessionId: string,
  limit: number,
): LoadedSession | null {
  const newest = waiting
    .findLast((batch) => batch.sessions.has(sessionId))
    ?.sessions.get(sessionId);
  if (!newest) return stored;
  const messages = overlayMessages(stored?.messages ?? [], waiting, sessionId, true);
  return {
    facts: newest.facts,
    revision: newest.revision,
    messages: messages.slice(-limit),
    has_earlier: (stored?.has_earlier ?? false) || messages.length > limit,
  };
}

/** Whether everything of a session waits in memory, from its first change on. */
export function isWhole(waiting: readonly Batch[], sessionId: string): boolean {
  const batch = waiting.find(({ sessions }) => sessions.has(sessionId));
  if (!batch) return false;
  const first = batch.log.find(({ session_id }) => session_id === sessionId);
  return (first?.revision ?? batch.sessions.get(sessionId)?.revision ?? 0) <= 1;
}
