import { expect, test } from "bun:test";
import { scriptPrompt } from "../src/index.ts";
import { all, completed, ending, startRig } from "./codex-driver.ts";

test("twenty threads with one and the same script do not disturb each other", async () => {
  const rig = await startRig();
  try {
    const prompt = scriptPrompt({
      responses: [
        { items: [{ type: "call", name: "exec_command", args: { cmd: "echo mine" } }] },
        {
          items: [{ type: "text", text: "one two three four", pace_ms: 5 }],
          drop: { after: 1, attempts: 1 },
        },
      ],
    });
    const threads = await Promise.all(Array.from({ length: 20 }, () => rig.startThread()));
    const turns = await Promise.all(threads.map((thread) => rig.runTurn(thread, prompt)));
    for (const messages of turns) {
      expect(ending(messages)).toBe("completed");
      expect(completed(messages, "commandExecution")).toHaveLength(1);
      expect(all(messages, "error")).toHaveLength(1);
      expect(completed(messages, "agentMessage").map((item) => item["text"])).toEqual([
        "one two three four",
      ]);
    }
  } finally {
    await rig.stop();
  }
}, 60_000);
