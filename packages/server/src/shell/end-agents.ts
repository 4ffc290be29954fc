import { existsSync } from "node:fs";
import { connectHost } from "@orbitdock/agent-host";
import { within } from "./within.ts";

/** What agents may take to end before they are killed, in milliseconds. */
const GRACE_MS = 3_000;
/** What the host may take for its own end after that, in milliseconds. */
const HOST_MS = 2_000;

/**
 * Ends all agents and the host that holds them; resolves when the host is gone, or at once where
 * there is none.
 * @throws when the host is still there after 5 s
 */
export async function endAgents(hostSocket: string): Promise<void> {
  if (process.platform !== "win32" && !existsSync(hostSocket)) return;
  const gone = Promise.withResolvers<void>();
  const host = await connectHost({
    socketPath: hostSocket,
    server: `supervisor-${process.pid}`,
    onEntry: () => undefined,
    onClosed: () => gone.resolve(),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED" || error.code === "ENOENT") return null;
    throw error;
  });
  if (host === null) return;
  await host.shutdown(GRACE_MS);
  const deadline = GRACE_MS + HOST_MS;
  const inTime = await within(gone.promise, deadline);
  host.close();
  if (!inTime) throw new Error(`the agent-host at ${hostSocket} did not end within ${deadline} ms`);
}
