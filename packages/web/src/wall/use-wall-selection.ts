import { type RefObject, useEffect, useRef, useState } from "react";
import type { FleetGroups } from "@orbitdock/client";
import { select, selectedId } from "../app/selection.ts";
import { type Direction, nearest } from "./spatial.ts";
import { useSettled } from "./use-settled.ts";

/**
 * Keeps something selected on the wall: when the card that waited is answered, the next that waits.
 * Gives how to move, and whether keys may answer now.
 */
export function useWallSelection(root: RefObject<HTMLElement | null>, groups: FleetGroups) {
  const waited = useRef(groups.needs_you);
  const [moved, setMoved] = useState(0);
  const settled = useSettled(moved);

  useEffect(() => {
    const before = waited.current;
    waited.current = groups.needs_you;
    const id = selectedId();
    const at = id === null ? -1 : before.indexOf(id);
    const shown =
      id !== null &&
      [groups.needs_you, groups.working, groups.ready].some((ids) => ids.includes(id));
    const answered = at >= 0 && id !== null && !groups.needs_you.includes(id);
    if (shown && !answered) return;
    const next = groups.needs_you[Math.min(Math.max(at, 0), groups.needs_you.length - 1)];
    if (next === undefined && shown) return;
    select(next ?? groups.working[0] ?? groups.ready[0] ?? null);
    setMoved((count) => count + 1);
  }, [groups]);

  function move(to: Direction) {
    const cards = [...(root.current?.querySelectorAll<HTMLElement>("[data-glide]") ?? [])];
    const from = cards.find((card) => card.dataset["glide"] === selectedId());
    const boxes = cards
      .filter((card) => card !== from)
      .map((card): [HTMLElement, DOMRect] => [card, card.getBoundingClientRect()]);
    const next = from ? nearest(from.getBoundingClientRect(), boxes, to) : cards[0];
    if (!next) return;
    select(next.dataset["glide"] ?? null);
    next.scrollIntoView({ block: "nearest" });
    // Where a card has the focus, it goes along.
    if (document.activeElement?.closest("[data-glide]"))
      next.querySelector<HTMLElement>("a, button")?.focus();
  }

  return { move, settled };
}
