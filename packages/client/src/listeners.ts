/** Where errors go that no caller can catch: those thrown by listeners. */
export type Report = (error: unknown) => void;

/** A set of callbacks. One that throws is reported and does not keep the others from being told. */
export function listenerSet(report: Report) {
  const listeners = new Set<() => void>();
  return {
    get size() {
      return listeners.size;
    },
    /** Adds a listener; the result removes it, once. */
    add(listener: () => void): () => void {
      const own = () => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    tell(): void {
      for (const listener of Array.from(listeners)) {
        try {
          listener();
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
