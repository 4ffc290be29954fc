/**
 * CPU of the host per relayed line: one agent prints lines of about 250 bytes at a steady pace, one
 * client commits every 50. Run: bun packages/agent-host/bench/relay.ts [lines] [lines per ms]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { connectHost, ensureHost } from "../src/index.ts";

const lines = Number(process.argv[2] ?? 500_000);
const perMs = Number(process.argv[3] ?? 0);
const folder = mkdtempSync(join(tmpdir(), "agent-host-bench-"));
const socketPath = join(folder, "host", "host.sock");
await ensureHost({ socketPath, logPath: join(folder, "host.log") });

const done = Promise.withResolvers<void>();
let seen = 0;
const host = await connectHost({
  socketPath,
  server: "bench",
  onEntry: (entry) => {
    seen += 1;
    if (entry.offset % 50 === 0 || entry.kind === "exit")
      host.commit(entry.agent, entry.instance, entry.offset);
    if (entry.kind === "exit") done.resolve();
  },
  onClosed: (closed) => done.reject(closed.error ?? new Error(closed.reason)),
});
const ticks = (): number => {
  const stat = readFileSync(`/proc/${host.host.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
};
const source = `
  const line = JSON.stringify({ method: "item/agentMessage/delta", params: { text: "x".repeat(200) } }) + "\\n";
  const lines = ${lines}, perMs = ${perMs};
  let sent = 0;
  const more = () => {
    if (perMs === 0) { for (let i = 0; i < 200 && sent < lines; i++, sent++) process.stdout.write(line); }
    else { for (let i = 0; i < perMs && sent < lines; i++, sent++) process.stdout.write(line); }
    if (sent < lines) perMs === 0 ? setImmediate(more) : setTimeout(more, 1);
  };
  more();`;
const before = ticks();
const began = performance.now();
const { instance } = await host.spawn({
  agent: "loud",
  command: process.execPath,
  args: ["-e", source],
  cwd: folder,
  env: { PATH: process.env.PATH ?? "" },
});
await host.replay("loud", instance, 0);
await done.promise;
const seconds = (performance.now() - began) / 1000;
const cpuMs = (ticks() - before) * 10;
const { rss_bytes } = await host.status();
console.log(
  JSON.stringify({
    lines: seen - 1,
    lines_per_s: Math.round((seen - 1) / seconds),
    host_cpu_us_per_line: Number(((cpuMs * 1000) / (seen - 1)).toFixed(2)),
    host_rss_mb: Math.round(rss_bytes / 1e6),
  }),
);
await host.shutdown(0);
rmSync(folder, { recursive: true });
