import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Home } from "./home.ts";

/** What a running server says of itself in run/server.json. */
export interface ServerFile {
  pid: number;
  /** Of the supervisor that restarts it; null when there is none. Who stops the server stops this. */
  supervisor_pid: number | null;
  url: string;
  port: number;
  instance_id: string;
  started_at: string;
  version: string;
}

/** Says that this server is ready. Readers see the file whole or not at all. */
export function writeServerFile(home: Home, server: ServerFile): void {
  const fresh = `${home.serverFile}.${server.pid}`;
  writeFileSync(fresh, `${JSON.stringify(server, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, home.serverFile);
}

/** Takes that back at a clean exit; a file of another server stays. */
export function removeServerFile(home: Home, instanceId: string): void {
  if (readServerFile(home)?.instance_id === instanceId) rmSync(home.serverFile, { force: true });
}

/**
 * What the last server that got ready here said, or null. It may have been killed since: check with
 * `isAlive`, and believe it only when it answers at `url`.
 */
export function readServerFile(home: Home): ServerFile | null {
  let file: Partial<ServerFile> | null;
  try {
    file = JSON.parse(readFileSync(home.serverFile, "utf8")) as Partial<ServerFile> | null;
  } catch {
    return null;
  }
  const { pid, supervisor_pid = null, url, port, instance_id, started_at, version } = file ?? {};
  const texts = [url, instance_id, started_at, version].every((text) => typeof text === "string");
  const known = texts && isPid(pid) && (supervisor_pid === null || isPid(supervisor_pid));
  if (!known || typeof port !== "number") return null;
  return { ...(file as ServerFile), supervisor_pid };
}

/** Whether a process of this id exists. Ids are used again: that alone does not say it is ours. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isPid(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 1;
}
