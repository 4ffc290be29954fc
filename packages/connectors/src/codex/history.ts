/**
 * Reading a thread's last turns when it was opened, so that what was said while nobody listened is
 * not missing. The list runs from the newest turn back, the transcript forward: first the place some
 * turns back is found, then pages are read forward from there, each asked for by the one before.
 */
import type { AgentInput } from "@orbitdock/core";
import type { WriteLine } from "../connector.ts";
import type { ThreadTurnsListResponse, Turn } from "./generated/protocol.ts";
import { itemCompleted, itemId } from "./map/items.ts";
import { list, textOrNull } from "./read.ts";
import { requestLine } from "./requests.ts";
import { requestId } from "./wire.ts";

/** How far back is looked, and how much is read at once, in turns. */
const reach = 50;
const page = 4;

/** Asks where the last turns begin. `opening` is the id of the effect that opened the thread. */
export function findHistory(session: string, opening: string, threadId: string): WriteLine {
  const id = requestId("history_end", session, opening, threadId);
  const params = { threadId, limit: reach, sortDirection: "desc", itemsView: "notLoaded" } as const;
  return { id, data: requestLine(id, "thread/turns/list", params) };
}

/** Asks for the page after `cursor`; null is the thread's beginning. */
export function readHistory(
  parts: { session: string; opening: string; threadId: string },
  number: number,
  cursor: string | null,
): WriteLine {
  const { session, opening, threadId } = parts;
  const id = requestId("history_page", session, opening, threadId, String(number));
  const params = {
    threadId,
    limit: page,
    sortDirection: "asc",
    itemsView: "full",
    cursor,
  } as const;
  return { id, data: requestLine(id, "thread/turns/list", params) };
}

/** The items of a page that are over. Core leaves out those it has. */
export function historyItems(response: ThreadTurnsListResponse): AgentInput[] {
  return list(response.data, "data").flatMap((turn) =>
    list(turn.items, "items")
      .filter((item) => isOver(turn, item))
      .flatMap((item) => itemCompleted(item, itemId(turn.id, item.id)))
      // Notices are for the moment they are said in.
      .filter((input) => input.type === "item_completed"),
  );
}

/** Where the next page begins; null after the last. */
export function nextPage(response: ThreadTurnsListResponse): string | null {
  return textOrNull(response.nextCursor);
}

function isOver(turn: Turn, item: Turn["items"][number]): boolean {
  return turn.status !== "inProgress" || typeof item.completedAtMs === "number";
}
