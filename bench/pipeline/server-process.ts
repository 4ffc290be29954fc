import { type Fed, startPipeline } from "@orbitdock/server/bench";
import { answerParent } from "../child.ts";
import { pace } from "../pace.ts";

/** CPU of a stretch of work, in µs: of the whole process, and of its main thread alone. */
export interface Cpu {
  all: number;
  main: number;
}

const [dir = "", sessions = ""] = process.argv.slice(2);
const pipeline = await startPipeline({ dir, sessions: Number(sessions) });
let last: Fed = { events: 0, published: [] };

/** Bun's own publish and nothing else, with the same settings as the server's. */
const bare = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, server) =>
    server.upgrade(request) ? undefined : new Response(null, { status: 400 }),
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 8 * 1024 * 1024,
    closeOnBackpressureLimit: true,
    message: (socket, topic) => void socket.subscribe(String(topic)),
  },
});

async function measured(work: () => Promise<unknown>): Promise<Cpu> {
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()];
  await work();
  const [allSpent, mainSpent] = [process.cpuUsage(all), process.threadCpuUsage(main)];
  return { all: allSpent.user + allSpent.system, main: mainSpent.user + mainSpent.system };
}

const questions = {
  ports: () => ({ real: pipeline.port, bare: bare.port ?? 0, sessionIds: pipeline.sessionIds }),

  /** So many events a second through the whole pipeline. */
  real: async ({ rate, ms }: { rate: number; ms: number }) => {
    const cpu = await measured(async () => {
      last = await pipeline.feed((each) => pace(ms, (passed) => (passed * rate) / 1000, each));
    });
    return { cpu, events: last.events, published: last.published.length };
  },

  /** The frames of the last `real`, when they were published then. */
  bare: async ({ ms }: { ms: number }) => {
    const { published } = last;
    const began = published[0]?.at ?? 0;
    let next = 0;
    const due = (passed: number) => {
      let at = next;
      while (at < published.length && (published[at]?.at ?? 0) - began <= passed) at++;
      return passed >= ms ? published.length : at;
    };
    const cpu = await measured(() =>
      pace(ms, due, () => {
        const one = published[next++];
        if (one) bare.publish(one.topic, one.frame);
      }),
    );
    return { cpu };
  },

  /** The clock alone that paces both. */
  idle: async ({ ms }: { ms: number }) => ({
    cpu: await measured(() =>
      pace(
        ms,
        (passed) => passed,
        () => {},
      ),
    ),
  }),
};
export type ServerQuestions = typeof questions;

answerParent(questions, async () => {
  await bare.stop(true);
  await pipeline.stop();
});
