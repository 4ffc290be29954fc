import { expect, test } from "bun:test";
import { blockSplitter } from "./markdown-blocks.ts";

const text = `# Title

One paragraph
in two lines.

- a
- b

  still b

\`\`\`ts
const x = 1;

const y = 2;
\`\`\`

| a | b |
| - | - |
| 1 | 2 |

> quoted

Last.`;

test("growing letter by letter ends in the same blocks as the whole", () => {
  const grown = blockSplitter();
  for (let length = 1; length <= text.length; length++) grown(text.slice(0, length));
  expect(grown(text)).toEqual(blockSplitter()(text));
  expect(grown(text).map((block) => text.slice(block.start).startsWith(block.text))).not.toContain(
    false,
  );
});

test("finished blocks keep their identity", () => {
  const split = blockSplitter();
  const before = split("One.\n\nTwo.\n\nThr");
  const after = split("One.\n\nTwo.\n\nThree");
  expect(after[0]).toBe(before[0]!);
  expect(after[1]).toBe(before[1]!);
  expect(after[2]?.text).toBe("Three");
});

test("a text that was replaced is read anew", () => {
  const split = blockSplitter();
  split("One.\n\nTwo.");
  expect(split("Other.").map((block) => block.text)).toEqual(["Other."]);
});
