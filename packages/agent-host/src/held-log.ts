import { entryHeader, headerRoom } from "./wire.ts";
import type { EntryLetter } from "./wire.ts";

/** A run of whole entry frames, ready to be sent as they are. */
interface Segment {
  bytes: Buffer;
  used: number;
  /** Offsets of its first and last entry. */
  first: number;
  last: number;
  next: Segment | undefined;
  dropped: boolean;
}

/** How far one connection has been sent one log. Made by `HeldLog.cursorAfter`. */
export interface Cursor {
  segment: Segment | undefined;
  byte: number;
  /** Offset of the last entry given out. */
  sent: number;
}

const SMALL_SEGMENT = 8 << 10;
const LARGE_SEGMENT = 64 << 10;
const NEWLINE = 10;

/** Segments to be used again, of all logs: what flows through would otherwise leave much to collect. */
const spare = new Map<number, Buffer[]>([
  [SMALL_SEGMENT, []],
  [LARGE_SEGMENT, []],
]);
const MOST_SPARE = 32;

function takeSegment(size: number): Buffer {
  return spare.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
}

function giveSegment(bytes: Buffer): void {
  const kept = spare.get(bytes.length);
  if (kept !== undefined && kept.length < MOST_SPARE) kept.push(bytes);
}

/**
 * The entries of one agent that no server has committed yet, kept as the very bytes that go to the
 * socket: relaying is then a matter of handing out slices, and a second queue is never needed.
 */
export class HeldLog {
  readonly #agent: string;
  #head: Segment | undefined;
  #tail: Segment | undefined;
  #committed = 0;
  #last = 0;
  #bytes = 0;

  constructor(agent: string) {
    this.#agent = agent;
  }

  /** Bytes of the frames held; commits give back whole segments. */
  get bytes(): number {
    return this.#bytes;
  }

  get committed(): number {
    return this.#committed;
  }

  get last(): number {
    return this.#last;
  }

  /** Adds one entry whose body is `bytes[start, end)`, which must hold no newline; copies it. */
  append(letter: EntryLetter, bytes: Buffer, start: number, end: number): void {
    const offset = ++this.#last;
    const segment = this.#roomFor(headerRoom(this.#agent) + end - start + 1, offset);
    const begin = segment.used;
    let at = begin + segment.bytes.write(entryHeader(this.#agent, offset, letter), begin, "latin1");
    at += bytes.copy(segment.bytes, at, start, end);
    segment.bytes[at++] = NEWLINE;
    segment.used = at;
    segment.last = offset;
    this.#bytes += at - begin;
  }

  /** Drops what is held up to and including `offset`. */
  commit(offset: number): void {
    if (offset <= this.#committed) return;
    this.#committed = Math.min(offset, this.#last);
    while (this.#head !== undefined && this.#head.last <= this.#committed) {
      this.#head.dropped = true;
      giveSegment(this.#head.bytes);
      this.#bytes -= this.#head.used;
      this.#head = this.#head.next;
    }
    if (this.#head === undefined) this.#tail = undefined;
  }

  /** A cursor that will give out the entries after `offset`, or after what is committed if that is more. */
  cursorAfter(offset: number): Cursor {
    const sent = Math.min(Math.max(offset, this.#committed), this.#last);
    let segment = this.#head;
    while (segment !== undefined && segment.last <= sent) segment = segment.next;
    if (segment === undefined) {
      return { segment: this.#tail, byte: this.#tail?.used ?? 0, sent };
    }
    let byte = 0;
    for (let entry = segment.first; entry <= sent; entry++)
      byte = segment.bytes.indexOf(NEWLINE, byte) + 1;
    return { segment, byte, sent };
  }

  /**
   * Moves `cursor` on, adding slices to `out` until they pass `budget` bytes; returns the bytes added.
   * The slices must be copied before this log is next touched: a commit gives their memory away.
   */
  read(cursor: Cursor, budget: number, out: Buffer[]): number {
    if (cursor.sent < this.#committed) Object.assign(cursor, this.cursorAfter(this.#committed));
    if (cursor.segment === undefined || cursor.segment.dropped) {
      cursor.segment = this.#head;
      cursor.byte = 0;
    }
    let taken = 0;
    for (
      let segment = cursor.segment;
      segment !== undefined && taken < budget;
      segment = cursor.segment
    ) {
      if (cursor.byte < segment.used) {
        out.push(segment.bytes.subarray(cursor.byte, segment.used));
        taken += segment.used - cursor.byte;
        cursor.byte = segment.used;
        cursor.sent = segment.last;
      }
      if (segment.next === undefined) break;
      cursor.segment = segment.next;
      cursor.byte = 0;
    }
    return taken;
  }

  #roomFor(bytes: number, first: number): Segment {
    const tail = this.#tail;
    if (tail !== undefined && tail.used + bytes <= tail.bytes.length) return tail;
    // A log that is kept short by its reader gets small segments, a backlog gets large ones.
    const usual = this.#bytes < SMALL_SEGMENT ? SMALL_SEGMENT : LARGE_SEGMENT;
    const size = Math.max(bytes, usual);
    const segment: Segment = {
      bytes: takeSegment(size),
      used: 0,
      first,
      last: first - 1,
      next: undefined,
      dropped: false,
    };
    if (tail === undefined) this.#head = segment;
    else tail.next = segment;
    this.#tail = segment;
    return segment;
  }
}
