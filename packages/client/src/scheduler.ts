/** Runs a callback soon, so that many changes are told as one. */
export type Scheduler = (flush: () => void) => void;

/** Longest wait for a frame: a hidden page draws none, and its title must still say who waits. */
const frameDeadlineMs = 250;

/** With the next frame that the browser draws. */
export const frameScheduler: Scheduler = (flush) => {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    flush();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, frameDeadlineMs);
};

export const microtaskScheduler: Scheduler = (flush) => queueMicrotask(flush);

/** Frames in a browser, microtasks elsewhere. */
export function defaultScheduler(): Scheduler {
  return typeof requestAnimationFrame === "function" ? frameScheduler : microtaskScheduler;
}

/** Calls `flush` once for any number of `mark`s that come before it. */
export function oncePerFrame(scheduler: Scheduler, flush: () => void): () => void {
  let marked = false;
  return () => {
    if (marked) return;
    marked = true;
    scheduler(() => {
      marked = false;
      flush();
    });
  };
}
