import { expect, test } from "bun:test";
import { unwrapCommand } from "./command-line.ts";

test.each([
  ["/bin/bash -lc 'touch one.txt && echo one'", "touch one.txt && echo one"],
  ["/bin/bash -c 'ls -la'", "ls -la"],
  ["/usr/bin/zsh -lc ls", "ls"],
  [`/bin/bash -lc 'echo '"'"'hi'"'"''`, "echo 'hi'"],
  [`/bin/bash -lc "echo \\"hi\\" \\$HOME"`, 'echo "hi" $HOME'],
  [`bash -lc 'it'\\''s'`, "it's"],
  ["bash -lc 'one' two", "bash -lc 'one' two"],
  ["bash -lc 'unclosed", "bash -lc 'unclosed"],
  ["bash -lc $(ls)", "bash -lc $(ls)"],
  ["bash script.sh", "bash script.sh"],
  ["ls -la", "ls -la"],
])("%s", (wrapped, shown) => {
  expect(unwrapCommand(wrapped)).toBe(shown);
});
