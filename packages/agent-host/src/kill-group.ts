/** Signals a process and all of its group. A group that is gone already is fine. */
export function killGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    // Windows has no process groups; there only the process itself is reached.
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
