export interface HealthWatchOptions {
  url: string;
  /** Between the end of one question and the next, in milliseconds. */
  everyMs: number;
  /** How long an answer may take, in milliseconds. */
  timeoutMs: number;
  /** How many missing answers in a row are too many. */
  misses: number;
  /** Too many were missing. Called once. */
  unhealthy(problem: string): void;
}

/** Asks `GET /health` again and again until stopped. */
export function watchHealth(options: HealthWatchOptions): { stop(): void } {
  const { url, everyMs, timeoutMs } = options;
  let missed = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    const problem = await problemOf(url, timeoutMs);
    if (stopped) return;
    missed = problem === null ? 0 : missed + 1;
    if (problem !== null && missed >= options.misses) options.unhealthy(problem);
    else timer = setTimeout(() => void ask(), everyMs);
  };
  timer = setTimeout(() => void ask(), everyMs);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** What is wrong with the server at `url`, or null when it answers that it is well. */
export async function problemOf(url: string, timeoutMs: number): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) return `/health answered ${answer.status}`;
    const body = (await answer.json()) as { status?: unknown; version?: unknown } | null;
    return typeof body?.version === "string" ? null : "/health is not OrbitDock's";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
