/**
 * Writes random steps for ever and says on stdout which commands are durable; the crash test kills it.
 * Arguments: path of the database, seed.
 */
import * as fc from "fast-check";
import { openStore } from "../open.ts";
import { appendText, SampleSession, sampleMessage, sampleTime } from "./sample-session.ts";

const [path = "", seed = "0"] = process.argv.slice(2);
const { store, restored } = await openStore({ path, now: () => Date.parse(sampleTime) });
const random = fc.sample(fc.nat(), { numRuns: 4096, seed: Number(seed) });
let drawn = 0;
const draw = (below: number) => (random[drawn++ % random.length] ?? 0) % below;

/** The offset that stands for all steps so far: each step is one revision of one session. */
let offset = restored.offsets[0]?.offset ?? 0;
const sessions: SampleSession[] = [];
for (let index = 0; index < 4; index++) {
  const id = `s${index}`;
  const session = new SampleSession(id);
  const loaded = await store.load(id, 1_000_000);
  if (loaded) {
    session.state = { ...loaded.facts, messages: loaded.messages, has_earlier: false };
    session.revision = loaded.revision;
  }
  sessions.push(session);
}

for (let count = 0; ; count++) {
  const session = sessions[draw(sessions.length)] ?? new SampleSession("s0");
  const { messages } = session.state;
  const message = messages.at(-1 - draw(2));
  const change =
    message && draw(10) > 0
      ? appendText(message.id, message.content.length, "x".repeat(1 + draw(40)))
      : ({
          type: "message_appended",
          message: sampleMessage(session.id, `m${messages.length}`, "begin"),
        } as const);
  offset += 1;
  const step = { ...session.step(change), heard: { agent: "a", instance: "i", offset } };
  if (draw(30) > 0) store.append(step);
  else {
    const command_id = `${seed}-${count}`;
    store.append({ ...step, at: sampleTime, command: { command_id, session_id: session.id } });
    if ((await store.durable()) === "durable") process.stdout.write(`${command_id}\n`);
  }
  if (count % 100 === 0) await Bun.sleep(1);
}
