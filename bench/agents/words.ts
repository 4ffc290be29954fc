/** What the scripted model says: words that are said once only, by which a delta is known anywhere. */
export function wordOf(thread: number, index: number): string {
  return `w${thread}.${index}`;
}

export function wordsIn(text: string): string[] {
  return text.match(/\bw\d+\.\d+\b/g) ?? [];
}
