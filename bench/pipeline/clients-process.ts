import { answerParent } from "../child.ts";
import { sharedNow } from "../numbers.ts";

interface Dial {
  real: number;
  bare: number;
  sessionIds: string[];
  clients: number;
}

const sockets: WebSocket[] = [];
const counted = { real: 0, bare: 0 };
let latencies: number[] = [];

/** All deltas say when they were said; one client reads them, the others count frames. */
function readStamps(frame: string): void {
  const now = sharedNow();
  for (const [, at] of frame.matchAll(/@(\d+\.\d{3})/g)) latencies.push(now - Number(at));
}

function open(url: string, greet: string[], onFrame: (frame: string) => void): Promise<void> {
  const socket = new WebSocket(url);
  sockets.push(socket);
  const opened = Promise.withResolvers<void>();
  socket.onopen = () => {
    for (const frame of greet) socket.send(frame);
    opened.resolve();
  };
  socket.onclose = () => opened.reject(new Error(`${url} did not open`));
  socket.onmessage = (event) => onFrame(event.data as string);
  return opened.promise;
}

const questions = {
  /** Every client follows every session; the first one follows the fleet besides. */
  dial: async ({ real, bare, sessionIds, clients }: Dial) => {
    for (const socket of sockets.splice(0)) socket.close();
    const hello = {
      type: "hello",
      protocol: 1,
      client: { name: "bench", version: "0" },
      capabilities: ["append"],
    };
    for (let at = 0; at < clients; at++) {
      const follow = sessionIds.map((session_id) => ({ type: "subscribe_session", session_id }));
      const list = at === 0 ? [{ type: "subscribe_list" }] : [];
      const said = [hello, ...follow, ...list].map((message) => JSON.stringify(message));
      const topics = sessionIds.map((id) => `session:${id}`);
      await open(`ws://127.0.0.1:${real}/ws`, said, (frame) => {
        counted.real += 1;
        if (frame.startsWith('{"type":"error"')) throw new Error(frame);
        if (at === 0 && frame.includes('"type":"message_updated"')) readStamps(frame);
      });
      await open(`ws://127.0.0.1:${bare}/`, at === 0 ? [...topics, "list"] : topics, () => {
        counted.bare += 1;
      });
    }
  },

  /** What came since it was last asked. */
  read: () => {
    const read = { ...counted, latencies };
    counted.real = counted.bare = 0;
    latencies = [];
    return read;
  },
};
export type ClientsQuestions = typeof questions;

answerParent(questions);
