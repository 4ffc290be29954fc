import { lexer } from "marked";

/** A part of a markdown text that stands for itself: a paragraph, a list, a block of code … */
export interface Block {
  /** Where it begins in the text; with it a block keeps its identity while the text grows. */
  start: number;
  text: string;
}

/**
 * Splits growing text into blocks. Only what follows the last finished block is read again, so that
 * a long answer costs no more per word than a short one.
 */
export function blockSplitter(): (text: string) => readonly Block[] {
  let before = "";
  let blocks: Block[] = [];
  return (given) => {
    const text = given.includes("\r") ? given.replace(/\r\n?/g, "\n") : given;
    if (text === before) return blocks;
    const grows = before !== "" && text.startsWith(before);
    const done = grows ? blocks.slice(0, -1) : [];
    const from = (grows ? blocks.at(-1)?.start : 0) ?? 0;
    blocks = [...done, ...split(text.slice(from), from)];
    before = text;
    return blocks;
  };
}

function split(text: string, offset: number): Block[] {
  const blocks: Block[] = [];
  let at = offset;
  for (const token of lexer(text)) {
    if (token.type !== "space") blocks.push({ start: at, text: token.raw });
    at += token.raw.length;
  }
  return blocks;
}
