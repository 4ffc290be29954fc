import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Lets what has a `data-glide` id glide from where it was to where it is when `order` changes:
 * within its zone or into another.
 */
export function useGlide(root: RefObject<HTMLElement | null>, order: unknown): void {
  const places = useRef({ order, at: new Map<string, DOMRect>() });
  useLayoutEffect(() => {
    if (!root.current) return;
    const before = places.current.at;
    const after = new Map<string, DOMRect>();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const element of root.current.querySelectorAll<HTMLElement>("[data-glide]")) {
      const id = element.dataset["glide"] ?? "";
      const place = element.getBoundingClientRect();
      after.set(id, place);
      const was = before.get(id);
      if (still || !was) continue;
      const [x, y] = [was.left - place.left, was.top - place.top];
      if (Math.abs(x) + Math.abs(y) < 2) continue;
      element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
        duration: 150,
        easing: "ease-out",
      });
    }
    places.current = { order, at: after };
  }, [root, order]);
}
