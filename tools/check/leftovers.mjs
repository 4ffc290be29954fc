import { readdirSync, readFileSync } from "node:fs";

/** The environment variable by which the processes of one test run are known. */
export const runMark = "ORBITDOCK_TEST_RUN";

/**
 * The processes of test run `id` that still live after their tests, a moment given to end by
 * themselves; they are killed. Told from their environment, so one that left its parent's group
 * or session is found too. Linux only, elsewhere always empty.
 */
export async function endLeftovers(id, graceMs = 5_000) {
  const until = Date.now() + graceMs;
  let left = find(id);
  while (left.length > 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = find(id);
  }
  for (const { pid } of left) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
  return left;
}

function find(id) {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
        if (!environment.split("\0").includes(`${runMark}=${id}`)) return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(pid), command: command.slice(0, 150) }];
      } catch {
        return []; // it ended meanwhile, or is another user's
      }
    });
}
