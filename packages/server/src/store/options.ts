/** Told what a person or a developer should find in the server's log. */
export type StoreLog = (
  level: "info" | "warn" | "error",
  message: string,
  facts: Record<string, unknown>,
) => void;

/** Milliseconds, and steps. */
export interface StoreTiming {
  /** A batch is written when it has this many steps … */
  batchSteps: number;
  /** … or after this long. */
  batchMs: number;
  /** First wait before a failed batch is tried again; doubles up to `retryMaxMs`. */
  retryMs: number;
  retryMaxMs: number;
}

export interface StoreOptions {
  /** Of the database; its directory is made where it is missing. */
  path: string;
  /** Milliseconds since 1970; `Date.now` where absent. */
  now?: () => number;
  log?: StoreLog;
  timing?: Partial<StoreTiming>;
  /** The worker to run; tests run one that can be made to fail. */
  spawn?: () => Worker;
}

export const defaultTiming: StoreTiming = {
  batchSteps: 50,
  batchMs: 100,
  retryMs: 1000,
  retryMaxMs: 30_000,
};
