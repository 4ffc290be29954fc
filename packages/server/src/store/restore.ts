import type { Database } from "bun:sqlite";
import type { OutboxEntry } from "@orbitdock/core";
import type { SessionSummary } from "@orbitdock/protocol";
import type { AgentOffset, AppliedCommand, Restored } from "./store.ts";

const day = 24 * 60 * 60 * 1000;
/** How long the id of an applied command is remembered: no client retries for longer. */
const commandDays = 7;
/** How long the place in an agent's output is remembered once a later life of the agent was heard. */
const offsetDays = 30;
const restoredCommands = 10_000;

/** Forgets what is past its time and reads what the server needs before it can serve. */
export function restore(db: Database, now: string): Restored {
  const before = (days: number) => new Date(Date.parse(now) - days * day).toISOString();
  db.query("DELETE FROM commands WHERE at < ?").run(before(commandDays));
  db.query(
    `DELETE FROM agent_offsets AS old WHERE at < ? AND EXISTS
       (SELECT 1 FROM agent_offsets AS later WHERE later.agent = old.agent AND later.at > old.at)`,
  ).run(before(offsetDays));
  const sessions = db
    .query<{ summary: string; revision: number }, []>("SELECT summary, revision FROM sessions")
    .all()
    .map(({ summary, revision }) => ({ summary: JSON.parse(summary) as SessionSummary, revision }));
  const offsets = db
    .query<AgentOffset, []>(
      `SELECT agent, instance, "offset" FROM agent_offsets ORDER BY at, agent, instance`,
    )
    .all();
  const outbox = db
    .query<{ id: string; session_id: string; effect: string }, []>(
      "SELECT id, session_id, effect FROM outbox ORDER BY seq",
    )
    .all()
    .map((row) => ({ ...row, effect: JSON.parse(row.effect) as OutboxEntry["effect"] }));
  const commands = db
    .query<AppliedCommand, [number]>(
      "SELECT id AS command_id, session_id FROM commands ORDER BY seq DESC LIMIT ?",
    )
    .all(restoredCommands)
    .toReversed();
  return { sessions, offsets, outbox, commands };
}
