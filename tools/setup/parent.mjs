/**
 * Calls `stop` once when the npm that started us is gone. npm passes a signal on to the shell it
 * runs scripts in, and dash dies of it without telling us (npm 11, dash 0.5.12): without this watch
 * a SIGTERM to `npm start` would leave the server behind.
 */
export function onNpmGone(stop) {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 200);
  timer.unref();
}
