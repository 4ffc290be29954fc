import type { SessionState } from "@orbitdock/protocol";
import { decideApproval, isApprovalInput } from "./decide-approval.ts";
import { decideItem, isItemInput } from "./decide-item.ts";
import { decideLife, isLifeInput } from "./decide-life.ts";
import { decideTurn } from "./decide-turn.ts";
import type { Context, Decided } from "./context.ts";
import { Draft } from "./draft.ts";
import type { Input } from "./input.ts";
import { checkInvariants, phaseOf, workStatusOf } from "./phase.ts";

/**
 * Decides what an input comes to: pure, and total over inputs and phases. An input that makes no
 * sense now is rejected with a reason.
 * @throws InvariantError or ApplyError only through a bug; the caller then sends `handling_failed`.
 */
export function decide(state: SessionState, input: Input, ctx: Context): Decided {
  const draft = new Draft(state, ctx);
  if (isItemInput(input)) decideItem(draft, input);
  else if (isApprovalInput(input)) decideApproval(draft, input);
  else if (isLifeInput(input)) decideLife(draft, input);
  else decideTurn(draft, input);
  if (draft.rejection) return { state, changes: [], effects: [], rejection: draft.rejection };
  settle(draft);
  const changes = draft.take();
  return { state: draft.state, changes, effects: draft.effects, rejection: null };
}

/** Brings what follows from the rest up to date. */
function settle(draft: Draft): void {
  if (!draft.changed) return;
  const { state, ctx } = draft;
  const phase = phaseOf(state);
  const status = workStatusOf(phase, state);
  if (status !== state.work_status) draft.set({ work_status: status, status_since: ctx.now });
  // To the second: a list need not hear of every word.
  if (ctx.now.slice(0, 19) !== state.last_activity_at.slice(0, 19))
    draft.set({ last_activity_at: ctx.now });
  // Neither of the two changes the phase.
  checkInvariants(draft.state, phase);
}
