import { deltasOf, pacesOf } from "./deltas.ts";
import type { Holds } from "./holds.ts";
import type { ScenarioItem, ScenarioResponse, StreamedItem, Usage } from "./scenario.ts";

/** An item that reaches the stream; holds do not. */
export type SpokenItem = Exclude<ScenarioItem, { type: "hold" }>;

/** How one API words the events of a stream; every method gives finished SSE text. */
export interface Dialect {
  start(): string;
  open(item: SpokenItem, index: number): string;
  delta(item: StreamedItem, index: number, delta: string): string;
  /** Ends the item; a call or a patch is said here as a whole. */
  close(item: SpokenItem, index: number, text: string): string;
  finish(usage: Usage): string;
  fail(code: string, message: string): string;
}

/** One response on its way to one client. */
export interface Performance {
  response: ScenarioResponse;
  items: ScenarioItem[];
  usage: Usage;
  /** Cut the stream after so many deltas. */
  dropAfter: number | undefined;
  /** Every pace is divided by this. */
  speed: number;
  dialect: Dialect;
  holds: Holds;
  signal: AbortSignal;
  write: (sse: string) => void;
}

/** A cut stream: the caller ends the connection without an ending. */
export class Dropped extends Error {
  override name = "Dropped";
}

const FLUSH_CHARS = 32_768;

/**
 * Plays a response at its pace.
 * @throws {Dropped} where the script cuts the stream; the signal's reason if the client left
 */
export async function play(performance: Performance): Promise<void> {
  const { dialect, holds, signal, dropAfter } = performance;
  let pending = "";
  const flush = () => {
    if (pending !== "") performance.write(pending);
    pending = "";
  };
  const say = (sse: string) => {
    pending += sse;
    if (pending.length > FLUSH_CHARS) flush();
  };
  const waitAt = async (name: string) => {
    flush();
    await holds.wait(name, signal);
  };
  let deltas = 0;
  const countDelta = () => {
    if (dropAfter !== undefined && deltas >= dropAfter) {
      flush();
      throw new Dropped("the script cuts the stream here");
    }
    deltas++;
  };

  say(dialect.start());
  let index = 0;
  for (const item of performance.items) {
    signal.throwIfAborted();
    if (item.type === "hold") {
      await waitAt(item.name);
      continue;
    }
    let text = "";
    if (item.type !== "text" && item.type !== "reasoning") countDelta();
    say(dialect.open(item, index));
    if (item.type === "text" || item.type === "reasoning") {
      const nextPace = pacesOf(item);
      let due = Date.now();
      let said = 0;
      for (const delta of deltasOf(item)) {
        if (said === item.hold?.after) await waitAt(item.hold.name);
        due += nextPace() / performance.speed;
        const early = due - Date.now();
        if (early >= 1) {
          flush();
          await pause(early, signal);
        }
        countDelta();
        say(dialect.delta(item, index, delta));
        text += delta;
        said++;
      }
      if (item.hold && item.hold.after >= said) await waitAt(item.hold.name);
    }
    say(dialect.close(item, index, text));
    index++;
  }
  if (dropAfter !== undefined) {
    flush();
    throw new Dropped("the script cuts the stream before its ending");
  }
  const { failed } = performance.response;
  say(failed ? dialect.fail(failed.code, failed.message) : dialect.finish(performance.usage));
  flush();
}

/** Waits `delay` ms; throws the signal's reason if it is given up meanwhile. */
export function pause(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, delay);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/** One server-sent event. */
export function sse(type: string, fields: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
