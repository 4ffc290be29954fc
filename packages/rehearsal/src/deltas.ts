import type { StreamedItem } from "./scenario.ts";

const VOCABULARY = (
  "the reads session keeps order while each write waits until its batch is durable and " +
  "a test shows what changes when two clients retry one request after the socket closes so " +
  "we check id first then apply it once log result tell every reader"
).split(" ");

/** A small seeded generator (mulberry32): the same seed gives the same numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The whole text that an item says. */
export function textOf(item: StreamedItem): string {
  if (item.text !== undefined) return item.text;
  const random = seededRandom(item.seed);
  const words = Array.from(
    { length: item.words ?? 12 },
    () => VOCABULARY[Math.floor(random() * VOCABULARY.length)] ?? "",
  );
  return words.join(" ");
}

/** The text cut into deltas; joined they are the text again, and no surrogate pair is cut. */
export function deltasOf(item: StreamedItem): string[] {
  const text = textOf(item);
  if (item.chunk === undefined) return text.match(/\s*\S+|\s+/g) ?? [];
  const deltas: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = from + item.chunk;
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last <= 0xdbff) to++;
    deltas.push(text.slice(from, to));
    from = to;
  }
  return deltas;
}

/** How long each delta waits for its turn, in ms. */
export function pacesOf(item: StreamedItem): () => number {
  const random = seededRandom(item.seed + 1);
  return () => Math.max(0, item.pace_ms + (random() * 2 - 1) * item.jitter_ms);
}
