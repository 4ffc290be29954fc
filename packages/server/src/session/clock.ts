/** The server's time and ids: the only place that makes them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  ms(): number;
  /** RFC 3339 UTC with milliseconds. */
  now(): string;
  /** A new id; ids of one server sort by the time they were made. */
  nextId(): string;
}

let lastMs = 0;
let lastIso = "";
let counter = 0;

/** The wall clock. Formatting a date costs more than handling a delta, so one is kept per millisecond. */
export const wallClock: Clock = {
  ms: Date.now,
  now() {
    const ms = Date.now();
    if (ms !== lastMs) {
      lastMs = ms;
      lastIso = new Date(ms).toISOString();
    }
    return lastIso;
  },
  nextId() {
    counter = (counter + 1) % 46_656;
    const order = counter.toString(36).padStart(3, "0");
    return `${Date.now().toString(36)}${order}${randomPart()}`;
  },
};

const pool = new Uint32Array(256);
let pooled = 0;

function randomPart(): string {
  if (pooled === 0) {
    crypto.getRandomValues(pool);
    pooled = pool.length;
  }
  pooled -= 1;
  return (pool[pooled] ?? 0).toString(36).padStart(7, "0");
}
