/** Named places where streams wait until a test lets them go on. */
export interface Holds {
  /** Waits at `name`; throws the signal's reason if the stream is given up meanwhile. */
  wait(name: string, signal: AbortSignal): Promise<void>;
  /** Resolves once `streams` of them wait at `name` at the same time. */
  held(name: string, streams?: number): Promise<void>;
  /** Lets go all that wait at `name`, and all that come later until `close`. */
  release(name: string): void;
  /** Makes `name` hold again after a release. */
  close(name: string): void;
}

interface Gate {
  open: boolean;
  waiting: Set<() => void>;
  watchers: Set<{ streams: number; resolve: () => void }>;
}

/** Makes an empty set of holds; every name is closed until it is released. */
export function createHolds(): Holds {
  const gates = new Map<string, Gate>();
  const gate = (name: string): Gate => {
    const known = gates.get(name);
    if (known) return known;
    const fresh: Gate = { open: false, waiting: new Set(), watchers: new Set() };
    gates.set(name, fresh);
    return fresh;
  };
  return {
    wait(name, signal) {
      const at = gate(name);
      signal.throwIfAborted();
      if (at.open) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const leave = () => {
          at.waiting.delete(go);
          signal.removeEventListener("abort", abort);
        };
        const go = () => {
          leave();
          resolve();
        };
        const abort = () => {
          leave();
          reject(signal.reason);
        };
        signal.addEventListener("abort", abort, { once: true });
        at.waiting.add(go);
        for (const watcher of at.watchers) {
          if (at.waiting.size < watcher.streams) continue;
          at.watchers.delete(watcher);
          watcher.resolve();
        }
      });
    },
    held(name, streams = 1) {
      const at = gate(name);
      if (at.waiting.size >= streams) return Promise.resolve();
      return new Promise((resolve) => at.watchers.add({ streams, resolve }));
    },
    release(name) {
      const at = gate(name);
      at.open = true;
      for (const go of at.waiting) go();
    },
    close(name) {
      gate(name).open = false;
    },
  };
}
