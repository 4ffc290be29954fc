/**
 * Stands between the agent-host and the real codex, where only the agent's own output passes:
 * notes when each line with a word of the script went by. `bun tee.ts STAMPS CODEX ARGS…`
 */
import { appendFileSync } from "node:fs";
import { sharedNow } from "../numbers.ts";
import { wordsIn } from "./words.ts";

const [stamps = "", codex = "", ...args] = process.argv.slice(2);
const child = Bun.spawn([codex, ...args], {
  stdio: ["inherit", "pipe", "inherit"],
});
let noted = "";
const timer = setInterval(writeNotes, 200);
let rest = "";
const decoder = new TextDecoder();
const out = Bun.stdout.writer();
for await (const chunk of child.stdout) {
  const at = sharedNow();
  out.write(chunk);
  await out.flush();
  const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines)
    if (line.includes("item/agentMessage/delta"))
      for (const word of wordsIn(line)) noted += `${word} ${at}\n`;
}
clearInterval(timer);
writeNotes();
process.exit(await child.exited);

function writeNotes(): void {
  if (noted !== "") appendFileSync(stamps, noted);
  noted = "";
}
