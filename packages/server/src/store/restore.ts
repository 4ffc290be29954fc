import type { Database } from "bun:sqlite";
import type { AgentOffset, AppliedCommand } from "./store.ts";

const day = 24 * 60 * 60 * 1000;
/** How long the id of an applied command is remembered: no client retries for longer. */
const commandDays = 7;
/** How long the place in an agent's output is remembered once a later life of the agent was heard. */
const offsetDays = 30;
const restoredCommands = 10_000;

/**
 * Forgets what is past its time and reads what the server needs before it can serve.
 * @returns JSON of `Restored`: one text crosses to the server's thread far faster than its objects.
 */
export function restore(db: Database, now: string): string {
  const before = (days: number) => new Date(Date.parse(now) - days * day).toISOString();
  db.query("DELETE FROM commands WHERE at < ?").run(before(commandDays));
  db.query(
    `DELETE FROM agent_offsets AS old WHERE at < ? AND EXISTS
       (SELECT 1 FROM agent_offsets AS later WHERE later.agent = old.agent AND later.at > old.at)`,
  ).run(before(offsetDays));
  const sessions = db
    .query<{ summary: string; revision: number }, []>(
      "SELECT summary, revision FROM sessions WHERE json_valid(summary)",
    )
    .all()
    .map(({ summary, revision }) => `{"summary":${summary},"revision":${revision}}`);
  const offsets = db
    .query<AgentOffset, []>(
      `SELECT agent, instance, "offset" FROM agent_offsets ORDER BY at, agent, instance`,
    )
    .all();
  const outbox = db
    .query<{ entry: string }, []>(
      `SELECT json_object('id', id, 'session_id', session_id, 'effect', json(effect)) AS entry
       FROM outbox WHERE json_valid(effect) ORDER BY seq`,
    )
    .all()
    .map(({ entry }) => entry);
  const commands = db
    .query<AppliedCommand, [number]>(
      "SELECT id AS command_id, session_id FROM commands ORDER BY seq DESC LIMIT ?",
    )
    .all(restoredCommands)
    .toReversed();
  const small = `"offsets":${JSON.stringify(offsets)},"commands":${JSON.stringify(commands)}`;
  return `{"sessions":[${sessions.join()}],"outbox":[${outbox.join()}],${small}}`;
}
