import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";

/** How near the end still counts as the end, and how near the beginning asks for more, in pixels. */
const near = 40;
const early = 400;

/**
 * Keeps a growing view at its end until the reader scrolls up, and counts what came since.
 * @param onEarlier asked for what came before, when the reader nears the beginning; null: that is all
 */
export function useScroll(count: number, onEarlier: (() => void) | null) {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const lastTop = useRef(0);
  /** When the reader last did something that scrolls, and whether a pointer is held down. */
  const hand = useRef({ at: Number.NEGATIVE_INFINITY, pressed: false });
  /** How many messages there were when the reader left the end; null at the end. */
  const [leftAt, setLeftAt] = useState<number | null>(null);

  const follow = useCallback(() => {
    const view = viewport.current;
    if (view && stuck.current) view.scrollTop = view.scrollHeight;
  }, []);

  const leave = useEffectEvent((left: boolean) => {
    stuck.current = !left;
    setLeftAt((before) => (left ? (before ?? count) : null));
  });

  useEffect(() => {
    const [view, inner] = [viewport.current, content.current];
    if (!view || !inner) return;
    const watch = new ResizeObserver(follow);
    watch.observe(view);
    watch.observe(inner);
    follow();
    return () => watch.disconnect();
  }, [follow]);

  /** The view moves by itself, too, when rows turn out higher than was thought. */
  const byHand = () => hand.current.pressed || performance.now() - hand.current.at < 600;

  const onMove = useEffectEvent((view: HTMLElement) => {
    const { scrollTop, scrollHeight, clientHeight } = view;
    const up = scrollTop < lastTop.current - 1;
    lastTop.current = scrollTop;
    const rest = scrollHeight - clientHeight - scrollTop;
    if (rest < near) leave(false);
    else if (up && byHand()) leave(true);
    if (scrollTop < early && scrollHeight > clientHeight && !stuck.current) onEarlier?.();
  });

  useEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const scrolled = () => onMove(view);
    const wheeled = (event: WheelEvent) => {
      if (event.deltaY < 0 && view.scrollTop > 0) leave(true);
    };
    const moved = () => (hand.current.at = performance.now());
    const pressed = () => (hand.current.pressed = true);
    const released = () => (hand.current.pressed = false);
    const stop = new AbortController();
    const passive = { passive: true, signal: stop.signal };
    view.addEventListener("scroll", scrolled, passive);
    view.addEventListener("wheel", wheeled, passive);
    for (const kind of ["wheel", "touchmove", "keydown"])
      view.addEventListener(kind, moved, passive);
    view.addEventListener("pointerdown", pressed, passive);
    window.addEventListener("pointerup", released, passive);
    return () => stop.abort();
  }, []);

  return {
    viewport,
    content,
    away: leftAt !== null,
    unread: leftAt === null ? 0 : Math.max(0, count - leftAt),
    toEnd() {
      stuck.current = true;
      setLeftAt(null);
      follow();
    },
  };
}
