/** `120 ms`, `3.2 s`, `48 s`, `1 m 12 s`, `2 h 5 m`: how long something took. */
export function duration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${tenths(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} m`;
}

/** `0 s`, `12 s`, `1 m 12 s`: how long something has been going on. */
export function wholeSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1000);
}

/** `950`, `1.8k`, `18k`, `2.4M`. */
export function tokens(count: number): string {
  if (count < 1000) return String(count);
  if (count < 9950) return `${tenths(count / 1000)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${tenths(count / 1_000_000)}M`;
}

/** Milliseconds from one time of the wire to another (or to a number of milliseconds). */
export function since(from: string, to: string | number): number {
  return (typeof to === "number" ? to : Date.parse(to)) - Date.parse(from);
}

/** One thing, several things. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function tenths(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
