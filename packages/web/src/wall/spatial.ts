export type Direction = "up" | "down" | "left" | "right";

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How much worse it is to be aside than to be far. */
const asideCost = 3;

/** The nearest box in a direction, by the middles of boxes; null at the edge. */
export function nearest<Id>(from: Box, boxes: Iterable<[Id, Box]>, to: Direction): Id | null {
  let best: Id | null = null;
  let least = Infinity;
  for (const [id, box] of boxes) {
    const right = box.left + box.width / 2 - (from.left + from.width / 2);
    const down = box.top + box.height / 2 - (from.top + from.height / 2);
    const [ahead, aside] = {
      up: [-down, right],
      down: [down, right],
      left: [-right, down],
      right: [right, down],
    }[to] as [number, number];
    if (ahead < 1) continue;
    const overlaps =
      to === "left" || to === "right" ? true : Math.abs(aside) < (from.width + box.width) / 2;
    if (!overlaps) continue;
    const cost = ahead + asideCost * Math.abs(aside);
    if (cost >= least) continue;
    least = cost;
    best = id;
  }
  return best;
}
