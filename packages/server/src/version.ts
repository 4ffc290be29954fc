import manifest from "../package.json" with { type: "json" };

/** OrbitDock's version. */
export const version: string = manifest.version;
