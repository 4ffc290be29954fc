/** Keeps the last `limit` bytes of what is pushed. */
export class StderrTail {
  #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limit * 2 || this.#chunks.length > 64) this.#compact();
  }

  /** The tail as text; a character cut at its start and invalid UTF-8 are replaced. */
  text(): string {
    this.#compact();
    return this.#chunks.join("");
  }

  #compact(): void {
    const all = Buffer.concat(this.#chunks);
    const tail = Buffer.from(all.subarray(Math.max(0, all.length - this.#limit)));
    this.#chunks = [tail];
    this.#bytes = tail.length;
  }
}
