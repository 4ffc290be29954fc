import type { SessionState } from "@orbitdock/protocol";
import type { Rejection } from "./context.ts";

/** Where a fork leaves its source's history: after this turn of the agent's; null keeps all of it. */
export interface ForkPoint {
  source_turn_id: string | null;
}

/**
 * Where to fork a session that is to be kept up to and with the turn `after`; null means its end.
 * A turn that the agent never began is not in the agent's history: the one before it counts.
 */
export function forkPoint(
  { turn, turns }: Pick<SessionState, "turn" | "turns">,
  after: number | null,
): ForkPoint | Rejection {
  if (after === null)
    return turn === null
      ? { source_turn_id: null }
      : {
          code: "conflict",
          message:
            "A turn is running. Fork after a turn that has ended, or interrupt this one first.",
        };
  if (!turns.some((ended) => ended.number === after))
    return { code: "invalid_argument", message: `Turn ${after} is not a turn that has ended.` };
  const last = turns.findLast((ended) => ended.number <= after && ended.native_id !== null);
  if (last !== undefined) return { source_turn_id: last.native_id };
  return {
    code: "conflict",
    message: `The agent began no turn up to turn ${after}: there is nothing to fork.`,
  };
}
