import { readdirSync, readFileSync } from "node:fs";

/** Resident memory in MB (10⁶ bytes); NaN where there is no /proc. */
export function rssMb(pid: number): number {
  const kb = /VmRSS:\s*(\d+)/.exec(read(`/proc/${pid}/status`))?.[1];
  return (Number(kb ?? Number.NaN) * 1024) / 1e6;
}

/** CPU of all threads so far in µs, to 10 ms; NaN where there is no /proc. */
export function cpuMicros(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) * 10_000;
}

/** The processes that this one started and that still run. */
export function childrenOf(pid: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((one) => Number.isInteger(one) && Number(statFields(one)[1]) === pid);
}

/** Fields of /proc/PID/stat from the third (the state) on. */
function statFields(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
