/** The rooms and the rooms whose code each may import; the arrows of ARCHITECTURE.md. */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: ["protocol"],
  "agent-host": [],
  connectors: ["core", "protocol", "agent-host"],
  server: ["connectors", "agent-host", "core", "protocol"],
  client: ["protocol"],
  web: ["client", "protocol"],
  cli: ["client", "protocol", "server", "rehearsal"],
  rehearsal: [],
};

/** Rooms that run where there is no Bun and no Node: in a browser, or anywhere. */
export const portableRooms: readonly string[] = ["protocol", "core", "client", "web"];

/** Rooms that get time, chance and everything outside as arguments. */
export const pureRooms: readonly string[] = ["protocol", "core"];

/** The room of a path, or null outside packages/. */
export function roomOf(path: string): string | null {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? null;
}

export function isCode(path: string): boolean {
  return /\.(?:ts|tsx|mts|mjs|js)$/.test(path) && !path.endsWith(".d.ts");
}

export function isGenerated(path: string): boolean {
  return path.split("/").includes("generated");
}

export function isTest(path: string): boolean {
  return /\.test\.(?:tsx?|mjs)$/.test(path);
}

/**
 * What a room is made of, as opposed to its tests, their support (`testing.ts`, or a folder named
 * `testing`, `test` or `bench`) and its build scripts.
 */
export function isProduct(path: string): boolean {
  const inSource = /^packages\/[^/]+\/src\//.test(path);
  return inSource && !isTest(path) && !/\/testing(?:\/|\.tsx?$)/.test(path);
}
