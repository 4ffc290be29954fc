/** Where a splitter's lines go. The bytes of `line` are only valid during the call. */
export interface LineSink {
  line(bytes: Buffer, start: number, end: number): void;
  /** A line longer than the limit, after its end was seen: its length and its first bytes. */
  overlong(length: number, head: Buffer): void;
}

const KEEP_PENDING_BYTES = 64 << 10;

/** Cuts a byte stream into lines at "\n", holding at most `maxBytes` of an unfinished one. */
export class LineSplitter {
  #pending: Buffer = Buffer.alloc(0);
  #used = 0;
  /** Length so far of a line that outgrew the limit; 0 while none did. */
  #overlong = 0;
  #maxBytes: number;
  readonly #headBytes: number;
  readonly #sink: LineSink;

  constructor(options: { maxBytes: number; headBytes: number }, sink: LineSink) {
    this.#maxBytes = options.maxBytes;
    this.#headBytes = Math.min(options.headBytes, options.maxBytes);
    this.#sink = sink;
  }

  /** The present line has outgrown the limit already. */
  get overflowing(): boolean {
    return this.#overlong > 0;
  }

  set maxBytes(value: number) {
    this.#maxBytes = value;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(10, start);
      if (newline < 0) break;
      if (this.#used === 0 && this.#overlong === 0 && newline - start <= this.#maxBytes) {
        this.#sink.line(chunk, start, newline);
      } else {
        this.#add(chunk, start, newline);
        this.#finish();
      }
      start = newline + 1;
    }
    if (start < chunk.length) this.#add(chunk, start, chunk.length);
  }

  /** The stream is over: an unfinished last line counts as a line. */
  end(): void {
    if (this.#used > 0 || this.#overlong > 0) this.#finish();
  }

  #add(chunk: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#overlong > 0) {
      this.#overlong += length;
      return;
    }
    const fits = this.#used + length <= this.#maxBytes;
    const keep = fits ? length : Math.max(0, Math.min(length, this.#headBytes - this.#used));
    this.#reserve(this.#used + keep);
    chunk.copy(this.#pending, this.#used, start, start + keep);
    if (!fits) {
      this.#overlong = this.#used + length;
      this.#pending = Buffer.from(this.#pending.subarray(0, this.#headBytes));
      this.#used = Math.min(this.#used + keep, this.#headBytes);
    } else {
      this.#used += keep;
    }
  }

  #finish(): void {
    const { length, used, bytes } = {
      length: this.#overlong,
      used: this.#used,
      bytes: this.#pending,
    };
    this.#used = 0;
    this.#overlong = 0;
    if (bytes.length > KEEP_PENDING_BYTES) this.#pending = Buffer.alloc(0);
    if (length > 0) this.#sink.overlong(length, bytes.subarray(0, used));
    else this.#sink.line(bytes, 0, used);
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#pending.length) return;
    const grown = Buffer.allocUnsafe(
      Math.min(Math.max(bytes, this.#pending.length * 2, 4096), Math.max(bytes, this.#maxBytes)),
    );
    this.#pending.copy(grown, 0, 0, this.#used);
    this.#pending = grown;
  }
}
