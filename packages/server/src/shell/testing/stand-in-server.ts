// A server as far as its supervisor can tell: for tests of what it does when a server fails.
// STAND_IN says how it behaves, one word for each life; the last word counts for all that follow.
// To the supervisor the child is a process, a ready line and /health, and that is what this is.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseServerArgs } from "../options.ts";
import { EXIT_NO_RESTART } from "../server-process.ts";

const options = parseServerArgs(process.argv.slice(2));
const lives = join(options.dataDir ?? "", "lives");
const behaviours = (process.env["STAND_IN"] ?? "serve").split(",");
const life = existsSync(lives) ? readFileSync(lives, "utf8").split("\n").length - 1 : 0;
const behaviour = behaviours[Math.min(life, behaviours.length - 1)];
appendFileSync(lives, `${process.pid} ${options.port}\n`);

if (behaviour === "crash") throw new Error("crashed on demand");
if (behaviour === "refuse") {
  process.stderr.write("Port 4000 is taken.\n");
  process.exit(EXIT_NO_RESTART);
}

let healthy = true;
const server = Bun.serve({
  port: options.port,
  hostname: options.host,
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/health")
      return healthy
        ? Response.json({ status: "ok", version: "0.1.0" })
        : new Response("", { status: 503 });
    if (pathname === "/sick") healthy = false;
    if (pathname === "/api/login-codes")
      return Response.json({ code: "c0de", auth: request.headers.get("authorization") });
    return new Response();
  },
});
if (behaviour === "stubborn") process.on("SIGTERM", () => undefined);
else process.on("SIGTERM", () => process.exit(0));
if (behaviour !== "mute") console.log(`OrbitDock ready at http://${options.host}:${server.port}`);
