/** Bounds of the wire. Past each of them the answer is a clear error, never a silent cut. */
export const limits = {
  /** Largest frame a client may send, in bytes. */
  frameBytes: 8 * 1024 * 1024,
  /** Largest `content` of a message a person sends, in UTF-16 code units. */
  contentLength: 1024 * 1024,
  /** Connections at once. */
  connections: 1000,
  /** Commands a second on one connection. */
  commandsPerSecond: 100,
  /** Messages in a snapshot, the newest. */
  snapshotMessages: 200,
  /** Text of one finished message in a snapshot, in UTF-16 code units; the whole comes by `get_message`. */
  snapshotText: 16_000,
  /**
   * Text of all messages in a snapshot or a page together, in UTF-16 code units: a reader with a
   * frame of more than 8 MiB unread is cut off, comes back, and would get the same again.
   */
  pageText: 2_000_000,
  /** Text of an approval inside a list entry, in UTF-16 code units. */
  summaryText: 4_000,
  /** The last line an agent said, in a list entry. */
  lastLine: 200,
  /** Live output kept of one tool call, in UTF-16 code units. */
  toolOutput: 1024 * 1024,
  /** A turn's diff, in UTF-16 code units; of a larger one the beginning is kept. */
  diff: 1024 * 1024,
  /** Turns kept in a session's state, the newest. */
  turns: 200,
  /** Messages waiting for the agent in one session. */
  queue: 100,
  /** Kinds of unknown agent events counted apart in one session. */
  unknownEvents: 50,
} as const;
