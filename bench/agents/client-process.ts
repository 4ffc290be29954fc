import { answerParent } from "../child.ts";
import { sharedNow } from "../numbers.ts";
import { wordsIn } from "./words.ts";

/** A client of all sessions, which notes when the frame with each word came. */
const stamps: [word: string, at: number][] = [];
const sessions = new Set<string>();
let socket: WebSocket | null = null;
const acknowledged = new Map<string, (session: string) => void>();
let commands = 0;

function received(frame: string): void {
  const at = sharedNow();
  const message = JSON.parse(frame) as {
    type: string;
    command_id?: string;
    session_id?: string;
    message?: string;
    changes?: { content_append?: { text: string } };
  };
  if (message.type === "error") throw new Error(message.message);
  if (message.type === "ack" && message.command_id)
    acknowledged.get(message.command_id)?.(message.session_id ?? "");
  const text = message.changes?.content_append?.text;
  if (message.type === "message_updated" && text)
    for (const word of wordsIn(text)) stamps.push([word, at]);
}

function command(message: object): Promise<string> {
  const command_id = `bench-${++commands}`;
  const done = Promise.withResolvers<string>();
  acknowledged.set(command_id, done.resolve);
  socket?.send(JSON.stringify({ ...message, command_id }));
  return done.promise;
}

const questions = {
  open: async ({ url, token }: { url: string; token: string }) => {
    const opened = Promise.withResolvers<void>();
    socket = new WebSocket(`${url.replace("http", "ws")}/ws?token=${token}`);
    socket.onmessage = (event) => received(String(event.data));
    socket.onopen = () => opened.resolve();
    await opened.promise;
    const client = { name: "bench", version: "0" };
    socket.send(JSON.stringify({ type: "hello", protocol: 1, client, capabilities: ["append"] }));
  },
  /** Starts a session for each prompt; who starts a session follows it. */
  start: async ({ cwd, prompts }: { cwd: string; prompts: string[] }) => {
    const started = prompts.map((prompt) =>
      command({ type: "create_session", provider: "codex", cwd, prompt }),
    );
    for (const id of await Promise.all(started)) sessions.add(id);
  },
  /** What came since the last time. */
  read: () => stamps.splice(0),
  end: async () => {
    await Promise.all(
      [...sessions].map((session_id) => command({ type: "end_session", session_id })),
    );
    sessions.clear();
  },
};
export type ClientQuestions = typeof questions;

answerParent(questions);
