import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { apply } from "@orbitdock/protocol";
import type { SessionChange } from "@orbitdock/protocol";
import { openStore } from "./open.ts";
import { temporaryDirectory } from "./testing/open-sample.ts";
import { sampleState, sampleTime } from "./testing/sample-session.ts";

const rounds = Number(process.env["STORE_KILLS"] ?? 30);

/** Starts the writer, kills it with -9 after so many durable commands, gives those. */
async function killedRound(path: string, seed: number, commands: number): Promise<string[]> {
  const script = new URL("./testing/killed-writer.ts", import.meta.url).pathname;
  const child = Bun.spawn([process.execPath, script, path, String(seed)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  let said = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk);
    // Whatever it says after this it says while it dies: in the middle of anything.
    if (said.split("\n").length > commands) child.kill("SIGKILL");
  }
  await child.exited;
  return said.split("\n").slice(0, -1);
}

test(
  `${rounds} times kill -9: nothing acknowledged is lost, nothing is half`,
  async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "o.db");
    const acknowledged = new Set<string>();
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
    console.log(`seed ${seed}`);
    for (let round = 0; round < rounds; round++) {
      const told = await killedRound(path, seed + round, 1 + ((seed * 7 + round * 13) % 12));
      for (const command of told) acknowledged.add(command);
      const { store, restored } = await openStore({ path, now: () => Date.parse(sampleTime) });
      expect(store.status).toEqual({ state: "ok", problem: null, hint: null, unsaved: 0 });
      const kept = new Set(restored.commands.map(({ command_id }) => command_id));
      for (const command of told) expect(kept).toContain(command);
      // Each step is one revision of one session and one more of the agent's offset.
      const revisions = restored.sessions.reduce((sum, { revision }) => sum + revision, 0);
      expect(restored.offsets[0]?.offset ?? 0).toBe(revisions);
      if (round % 10 === 9 || round === rounds - 1) {
        for (const { summary, revision } of restored.sessions) {
          const loaded = await store.load(summary.id, 1_000_000);
          expect(loaded?.revision).toBe(revision);
          const folded = foldLog(path, summary.id);
          expect(folded.revision).toBe(revision);
          expect(loaded?.messages).toEqual(folded.state.messages);
        }
      }
      await store.close(1000);
    }
    expect(acknowledged.size).toBeGreaterThan(rounds);
  },
  rounds * 4000,
);

/** A session as its log of changes tells it. */
function foldLog(path: string, sessionId: string) {
  using db = new Database(path, { readonly: true });
  const rows = db.query<{ revision: number; change: string }, [string]>(
    `SELECT changes.revision, change FROM changes JOIN sessions ON sessions.key = session
     WHERE sessions.id = ? ORDER BY seq`,
  );
  let state = sampleState(sessionId);
  let revision = 0;
  for (const row of rows.all(sessionId)) {
    expect(row.revision).toBeGreaterThan(revision);
    state = apply(state, JSON.parse(row.change) as SessionChange);
    revision = row.revision;
  }
  return { state, revision };
}
