import { codexHome, findCodex } from "@orbitdock/rehearsal";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { codexPackage } from "../../test/support/agents.ts";
import { World } from "../../test/support/server-process.ts";
import { until } from "../../test/support/until.ts";
import { type Child, startChild } from "../child.ts";
import type { Figure, Scenario } from "../figure.ts";
import { hostPid } from "../memory.ts";
import { percentile } from "../numbers.ts";
import { childrenOf, cpuMicros, rssMb } from "../processes.ts";
import type { ClientQuestions } from "./client-process.ts";
import { startModelProxy } from "./model-proxy.ts";
import { wordOf } from "./words.ts";

const threadCounts = [1, 10, 50];
const paceMs = 50;
/** How long a thread may take to start, at most: it must still speak when the last one begins. */
const startMs = 30_000;

export const agents: Scenario = {
  name: "agents",
  title: `real codex, each thread at ${1000 / paceMs} deltas/s: model's word → codex' line → client's frame, in ms`,
  async run({ quick, say }) {
    const stage = await startStage();
    try {
      const figures = stage.memory("no thread");
      for (const count of quick ? [1, 50] : threadCounts) {
        say(`${count} threads`);
        figures.push(...(await measure(stage, count, quick ? 4_000 : 10_000)));
      }
      return figures;
    } finally {
      await stage.stop();
    }
  },
};

interface Stage {
  client: Child<ClientQuestions>;
  world: World;
  /** When the model said each word. */
  said: Map<string, number>;
  /** When codex' line with each word passed. */
  lines(): Map<string, number>;
  pids(): { server: number; host: number; codex: number };
  memory(of: string): Figure[];
  stop(): Promise<void>;
}

/** The real server, the real codex with its output noted, a scripted model, and a client. */
async function startStage(): Promise<Stage> {
  const { path: codex = "" } = findCodex([codexPackage], { PATH: "" }) ?? {};
  const dir = mkdtempSync(join(tmpdir(), "orbitdock-bench-"));
  const stamps = join(dir, "stamps");
  const tee = fileURLToPath(new URL("tee.ts", import.meta.url));
  const script = `#!/bin/sh\n[ "$1" = app-server ] || exec "${codex}" "$@"\nexec "${process.execPath}" "${tee}" "${stamps}" "${codex}" "$@"\n`;
  writeFileSync(join(dir, "codex"), script);
  chmodSync(join(dir, "codex"), 0o755);
  const world = worldWith({
    // The codex found first is ours, and each thread's login shell has no one's profile to run.
    PATH: `${dir}:${process.env["PATH"] ?? ""}`,
    HOME: dir,
  });
  const proxy = startModelProxy(world.model.url);
  codexHome({ dir: join(world.dir, "codex"), modelUrl: proxy.url });
  await world.start();
  const client = await startChild<ClientQuestions>(
    fileURLToPath(new URL("client-process.ts", import.meta.url)),
  );
  await client.ask("open", { url: world.url, token: world.token });
  await until("the agent-host", async () => (await hostPid(world)) > 0);
  const host = await hostPid(world);
  const pids = () => {
    const [teePid = 0] = childrenOf(host);
    const [codexPid = 0] = childrenOf(teePid);
    return { server: world.pid, host, codex: codexPid };
  };
  return {
    client,
    world,
    said: proxy.stamps,
    lines: () => {
      const text = existsSync(stamps) ? readFileSync(stamps, "utf8") : "";
      const pairs = text.split("\n").map((line) => line.split(" "));
      return new Map(pairs.map(([word = "", at]) => [word, Number(at)]));
    },
    pids,
    memory: (of) => {
      const { server, host, codex } = pids();
      return [
        { of, name: "server MB", value: rssMb(server) },
        { of, name: "host MB", value: rssMb(host) },
        { of, name: "codex MB", value: rssMb(codex) },
      ];
    },
    stop: async () => {
      await client.stop();
      await world.dispose();
      await proxy.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A world takes its environment from this process when it is made. */
function worldWith(env: Record<string, string>): World {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  try {
    return new World();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}

let threads = 0;

async function measure(stage: Stage, count: number, ms: number): Promise<Figure[]> {
  const { client, world, said } = stage;
  const numbers = Array.from({ length: count }, () => ++threads);
  const length = Math.ceil((ms + startMs) / paceMs);
  const prompts = numbers.map((thread) => {
    const text = Array.from({ length }, (_, index) => wordOf(thread, index)).join(" ");
    world.model.register(`thread-${thread}`, {
      responses: [
        { items: [{ type: "text", text, pace_ms: paceMs, jitter_ms: 10, seed: thread }] },
      ],
    });
    return `REHEARSE:thread-${thread}`;
  });
  await client.ask("start", { cwd: world.project(), prompts });
  const silent = () => numbers.filter((thread) => !said.has(wordOf(thread, 0)));
  await until("all threads to speak", () => silent().length === 0, startMs).catch((error) => {
    throw new Error(
      `${silent().length} of ${count} threads said nothing; the server's log: ${world.log().slice(-4_000)}`,
      { cause: error },
    );
  });
  const pids = stage.pids();
  await until("the threads' shells to end", () => childrenOf(pids.codex).length === 0, startMs);
  await Bun.sleep(1_000);
  const cpu = () => ({
    server: cpuMicros(pids.server),
    host: cpuMicros(pids.host),
    codex: cpuMicros(pids.codex),
  });
  const before = cpu();
  const from = performance.timeOrigin + performance.now();
  await Bun.sleep(ms);
  const to = performance.timeOrigin + performance.now();
  const after = cpu();
  const of = `${count} thread${count === 1 ? "" : "s"}`;
  const memory = stage.memory(of);
  // The last words are on their way, and the notes are written five times a second.
  await Bun.sleep(500);
  const frames = new Map(await client.ask("read", undefined as never));
  const lines = stage.lines();
  await client.ask("end", undefined as never);

  const words = [...said].filter(([, at]) => at >= from && at < to);
  const own: number[] = [];
  const raw: number[] = [];
  const whole: number[] = [];
  let lost = 0;
  for (const [word, at] of words) {
    const line = lines.get(word);
    const frame = frames.get(word);
    if (line === undefined || frame === undefined) {
      lost += 1;
      continue;
    }
    raw.push(line - at);
    own.push(frame - line);
    whole.push(frame - at);
  }
  if (lost > 0) throw new Error(`${lost} of ${words.length} words did not arrive`);
  const budgeted = count === Math.max(...threadCounts);
  return [
    { of, name: "deltas/s", value: (words.length * 1000) / (to - from) },
    ...spread(of, "codex", raw),
    ...spread(of, "ours", own).map((figure) => ({
      ...figure,
      ...(budgeted && figure.name === "ours p50" ? { budget: "ownP50" as const } : {}),
      ...(budgeted && figure.name === "ours p99" ? { budget: "ownP99" as const } : {}),
    })),
    ...spread(of, "both", whole).map((figure) => ({
      ...figure,
      ...(budgeted && figure.name === "both p95" ? { budget: "endToEndP95" as const } : {}),
    })),
    ...(["server", "host", "codex"] as const).map((name) => ({
      of,
      name: `${name} µs/delta`,
      value: (after[name] - before[name]) / words.length,
    })),
    ...memory,
  ];
}

function spread(of: string, name: string, values: number[]): Figure[] {
  return [50, 95, 99].map((share) => ({
    of,
    name: `${name} p${share}`,
    value: percentile(values, share / 100),
  }));
}
