import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../packages/cli/bin/orbitdock", import.meta.url));

/** What one command said and how it ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
  /** stdout as JSON, one value a line. */
  json(): unknown[];
}

/** Runs `orbitdock …` as a person would, in the given home and with nothing on stdin but `input`. */
export async function orbitdock(
  home: string,
  args: readonly string[],
  more: { input?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  const child = Bun.spawn([launcher, ...args], {
    env: { ...process.env, ORBITDOCK_HOME: home, ...more.env },
    stdin: new Blob([more.input ?? ""]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const json = () =>
    out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  return { code, out, err, json };
}
