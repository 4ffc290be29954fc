import { cutMessage } from "@orbitdock/protocol";
import type { Message, SessionState } from "@orbitdock/protocol";

/**
 * A fresh snapshot in place of what is held, without losing the history that was paged in: earlier
 * messages stay where the snapshot continues them without a gap, and a message that did not change
 * stays the same object, whole if it had been read whole.
 */
export function replaceBySnapshot(held: SessionState | null, fresh: SessionState): SessionState {
  if (held === null || held.id !== fresh.id) return fresh;
  const places = new Map(held.messages.map((message, index) => [message.id, index]));
  const messages = fresh.messages.map((message) => {
    const before = held.messages[places.get(message.id) ?? -1];
    return before !== undefined && saysTheSame(before, message) ? before : message;
  });
  const first = fresh.messages[0];
  const joint = first === undefined ? undefined : places.get(first.id);
  if (joint === undefined || joint === 0 || !fresh.has_earlier) return { ...fresh, messages };
  const earlier = finishedTail(held.messages.slice(0, joint));
  if (earlier.length === 0) return { ...fresh, messages };
  return {
    ...fresh,
    messages: [...earlier, ...messages],
    has_earlier: earlier.length < joint || held.has_earlier,
  };
}

/** Puts a page of older messages before those held. */
export function prependPage(
  held: SessionState,
  page: readonly Message[],
  hasEarlier: boolean,
): SessionState {
  const known = new Set(held.messages.map((message) => message.id));
  const older = page.filter((message) => !known.has(message.id));
  return { ...held, messages: [...older, ...held.messages], has_earlier: hasEarlier };
}

/** Puts the whole of a message in the place of its cut form. */
export function replaceMessage(held: SessionState, whole: Message): SessionState {
  const index = held.messages.findIndex((message) => message.id === whole.id);
  if (index < 0) return held;
  return { ...held, messages: held.messages.with(index, whole) };
}

/** A message that was still growing may have grown while we did not look: it is not kept. */
function finishedTail(messages: Message[]): Message[] {
  const last = messages.findLastIndex((message) => message.status === "streaming");
  return messages.slice(last + 1);
}

function saysTheSame(held: Message, fresh: Message): boolean {
  const cut = cutMessage(held) as unknown as Record<string, unknown>;
  const other = fresh as unknown as Record<string, unknown>;
  for (const key of new Set([...Object.keys(cut), ...Object.keys(other)]))
    if (!same(cut[key], other[key])) return false;
  return true;
}

function same(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.join() === b.join() : a === b;
}
