import { storeFleet } from "@orbitdock/server/bench";
import { SeedClient } from "../test/support/seed-client.ts";
import { World } from "../test/support/server-process.ts";
import type { Figure, Scenario } from "./figure.ts";
import { median } from "./numbers.ts";

const stored = 1_000;

export const start: Scenario = {
  name: "start",
  title: "the server's process: started → ready line, one after the other with a bare Bun.serve",
  async run({ quick, say }) {
    const empty = new World();
    const full = new World();
    try {
      say(`storing ${stored} sessions`);
      await storeFleet({ dir: full.home, sessions: stored, messages: 20, length: 300 });
      const times = { bare: [] as number[], empty: [] as number[], full: [] as number[] };
      const health: number[] = [];
      const list: number[] = [];
      // The first start of each home starts its agent-host too.
      for (let round = 0; round < (quick ? 4 : 10); round++) {
        say(`round ${round + 1}`);
        times.bare.push(await bareStart());
        times.empty.push(await timed(() => empty.start()));
        health.push(await timed(() => empty.healthy()));
        await empty.stop();
        times.full.push(await timed(() => full.start()));
        list.push(await timed(() => readFleet(full)));
        await full.stop();
      }
      const bare = median(times.bare);
      const row = (of: string, values: number[], budgeted: boolean): Figure[] => [
        {
          of,
          name: "ready ms",
          value: median(values),
          ...(budgeted ? { budget: "ready" as const } : {}),
        },
        { of, name: "least", value: Math.min(...values) },
        { of, name: "× bare", value: median(values) / bare },
      ];
      const restored = `${stored.toLocaleString("en-US")} stored sessions`;
      return [
        ...row("bare Bun.serve", times.bare, false),
        ...row("no sessions", times.empty, true),
        { of: "no sessions", name: "then /health ms", value: median(health) },
        ...row(restored, times.full, true),
        { of: restored, name: "then the list ms", value: median(list) },
      ];
    } finally {
      await empty.dispose();
      await full.dispose();
    }
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function bareStart(): Promise<number> {
  const code = `Bun.serve({ port: 0, fetch: () => new Response() }); console.log("ready");`;
  const began = performance.now();
  const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe" });
  const { value } = await child.stdout.getReader().read();
  const passed = performance.now() - began;
  if (!value) throw new Error("the bare server said nothing");
  child.kill("SIGKILL");
  await child.exited;
  return passed;
}

/** From dialling to the fleet's rows. */
async function readFleet(world: World): Promise<void> {
  const client = await SeedClient.connect(world.url, world.token);
  client.send({ type: "subscribe_list" });
  const { sessions } = await client.next("sessions_list");
  client.close();
  if (sessions.length !== stored) throw new Error(`${sessions.length} sessions came back`);
}
