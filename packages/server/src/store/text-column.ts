/**
 * JavaScript's texts are UTF-16, the database's are UTF-8. A text that grows may be cut between the
 * two halves of a surrogate pair, and UTF-8 has no word for half a pair: the first half waits in a
 * column of its own until the second comes.
 */
export interface TextColumn {
  text: string;
  /** Code unit of a first half at the end, or null. */
  half: number | null;
  /** Length with the half, in UTF-16 code units. */
  units: number;
}

export function toColumn(text: string): TextColumn {
  const last = text.length > 0 ? text.charCodeAt(text.length - 1) : 0;
  const open = last >= 0xd800 && last <= 0xdbff;
  return { text: open ? text.slice(0, -1) : text, half: open ? last : null, units: text.length };
}

export function fromColumn(text: string, half: number | null): string {
  return half === null ? text : text + String.fromCharCode(half);
}

/** A second half stands first: it belongs to the half that was kept. */
export function startsWithHalf(text: string): boolean {
  const first = text.length > 0 ? text.charCodeAt(0) : 0;
  return first >= 0xdc00 && first <= 0xdfff;
}
