import { storeFleet } from "@orbitdock/server/bench";
import { SeedClient } from "../test/support/seed-client.ts";
import { World } from "../test/support/server-process.ts";
import type { Figure, Scenario } from "./figure.ts";
import { rssMb } from "./processes.ts";

const stored = 1_000;
const opened = 100;
const messages = 100;
const length = 500;

export const memory: Scenario = {
  name: "memory",
  title: `RSS of the server; a session opened is one with ${messages} messages of ${length} characters`,
  async run({ say }) {
    const empty = new World();
    const full = new World();
    try {
      say("idle");
      await empty.start();
      const idle = await settled(empty);
      const agentHost = rssMb(await hostPid(empty));
      say(`storing ${stored} sessions`);
      const ids = await storeFleet({ dir: full.home, sessions: stored, messages, length });
      say(`opening ${opened} of them`);
      await full.start();
      const resting = await settled(full);
      const client = await SeedClient.connect(full.url, full.token);
      const hello = {
        protocol: 1,
        client: { name: "bench", version: "0" },
        capabilities: ["append"],
      };
      client.send({ type: "hello", ...hello });
      for (const session_id of ids.slice(0, opened)) {
        client.send({ type: "subscribe_session", session_id });
        await client.next("session_snapshot", (frame) => frame["session"].id === session_id);
      }
      const hydrated = await settled(full);
      if (client.frames.some((frame) => frame.type === "error")) throw new Error("refused");
      client.close();
      const figure = (of: string, value: number): Figure => ({ of, name: "MB", value });
      return [
        { ...figure("server, no sessions", idle), budget: "idleMemory" },
        figure("agent-host, no agents", agentHost),
        figure(`server, ${stored} stored sessions`, resting),
        figure("… each stored session", (resting - idle) / stored),
        figure(`server, ${opened} of them opened`, hydrated),
        figure("… each opened session", (hydrated - resting) / opened),
      ];
    } finally {
      await empty.dispose();
      await full.dispose();
    }
  },
};

/** RSS after two seconds in which nothing is asked of the server. */
async function settled(world: World): Promise<number> {
  await Bun.sleep(2_000);
  return rssMb(world.pid);
}

export async function hostPid(world: World): Promise<number> {
  const headers = { authorization: `Bearer ${world.token}` };
  const status = (await (await fetch(`${world.url}/api/status`, { headers })).json()) as {
    agent_host: { pid: number | null };
  };
  return status.agent_host.pid ?? 0;
}
