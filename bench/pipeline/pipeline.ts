import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "../child.ts";
import type { Figure, Scenario, Settings } from "../figure.ts";
import { median, percentile } from "../numbers.ts";
import type { ClientsQuestions } from "./clients-process.ts";
import type { Cpu, ServerQuestions } from "./server-process.ts";

/** Below it every event is a frame of its own: what 100 clients cost is up to the publish. */
const mergingRate = 5_000;
/** Sessions that stream at once, the rate divided among them. */
const sessions = 10;
const rates = [500, 5_000, 50_000];

interface Round {
  events: number;
  /** µs of CPU, without the pacing clock's. */
  real: Cpu;
  bare: Cpu;
  delivered: number;
  latencies: number[];
}

export const pipeline: Scenario = {
  name: "pipeline",
  title: `ingest, decide, apply, log, publish: ${sessions} streaming sessions, each followed by every client`,
  async run(settings) {
    const dir = mkdtempSync(join(tmpdir(), "orbitdock-bench-"));
    const server = await startChild<ServerQuestions>(
      at("server-process.ts"),
      dir,
      String(sessions),
    );
    const clients = await startChild<ClientsQuestions>(at("clients-process.ts"));
    try {
      const ports = await server.ask("ports", undefined as never);
      await warmUp(server);
      const figures: Figure[] = [];
      for (const count of settings.quick ? [1, 100] : [1, 10, 100]) {
        await clients.ask("dial", { ...ports, clients: count });
        for (const rate of rates) {
          settings.say(`${rate} events/s to ${count} clients`);
          const rounds = await measure(server, clients, rate, settings);
          figures.push(...figuresOf(rate, count, rounds));
        }
      }
      return figures;
    } finally {
      await Promise.all([clients.stop(), server.stop()]);
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

function at(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** The code is compiled by use: the first second of it says nothing. */
async function warmUp(server: Child<ServerQuestions>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await server.ask("real", { rate: 20_000, ms: 750 });
    await server.ask("bare", { ms: 750 });
  }
}

async function measure(
  server: Child<ServerQuestions>,
  clients: Child<ClientsQuestions>,
  rate: number,
  { quick }: Settings,
): Promise<Round[]> {
  const ms = quick ? 700 : 1_000;
  const rounds: Round[] = [];
  for (let round = 0; round < (quick ? 2 : 3); round++) {
    await clients.ask("read", undefined as never);
    const real = await server.ask("real", { rate, ms });
    const bare = await server.ask("bare", { ms });
    const idle = await server.ask("idle", { ms });
    // By now every frame has long been read.
    const read = await clients.ask("read", undefined as never);
    rounds.push({
      events: real.events,
      real: without(real.cpu, idle.cpu),
      bare: without(bare.cpu, idle.cpu),
      delivered: read.real,
      latencies: read.latencies,
    });
  }
  return rounds;
}

function without(cpu: Cpu, clock: Cpu): Cpu {
  return { all: cpu.all - clock.all, main: cpu.main - clock.main };
}

function figuresOf(rate: number, clients: number, rounds: Round[]): Figure[] {
  const of = `${rate.toLocaleString("en-US")} events/s, ${clients} client${clients === 1 ? "" : "s"}`;
  const merging = rate >= mergingRate;
  const middle = (value: (round: Round) => number) => median(rounds.map(value));
  const latencies = rounds.flatMap((round) => round.latencies);
  return [
    {
      of,
      name: "CPU µs/event",
      value: middle((round) => round.real.all / round.events),
      ...(clients === 100 && merging ? { budget: "eventCpu" as const } : {}),
    },
    { of, name: "of it main thread", value: middle((round) => round.real.main / round.events) },
    { of, name: "bare publish", value: middle((round) => round.bare.all / round.events) },
    {
      of,
      name: "× bare",
      value: middle((round) => round.real.all / round.bare.all),
      ...(clients === 100 && !merging ? { budget: "eventTimesBare" as const } : {}),
    },
    {
      of,
      name: "frames delivered/event",
      value: middle((round) => round.delivered / round.events),
    },
    { of, name: "p50 ms", value: percentile(latencies, 0.5) },
    { of, name: "p99 ms", value: percentile(latencies, 0.99) },
  ];
}
