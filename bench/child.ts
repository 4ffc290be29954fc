/** A process of a scenario, which answers one question after the other. */
export interface Child<Questions extends Record<string, (asked: never) => unknown>> {
  pid: number;
  ask<Name extends keyof Questions & string>(
    name: Name,
    asked: Parameters<Questions[Name]>[0],
  ): Promise<Awaited<ReturnType<Questions[Name]>>>;
  stop(): Promise<void>;
}

type Handlers = Record<string, (asked: never) => unknown>;
interface Question {
  name: string;
  asked: unknown;
}
type Answer = { ready: true } | { answer: unknown } | { error: string };

/** Starts `file` as a process of its own; resolves when it can be asked. */
export async function startChild<Questions extends Handlers>(
  file: string,
  ...args: string[]
): Promise<Child<Questions>> {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  const expect = () => {
    const answer = Promise.withResolvers<unknown>();
    waiting.push(answer);
    return answer.promise;
  };
  const ready = expect();
  const child = Bun.spawn([process.execPath, file, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    ipc: (answer: Answer) => {
      const next = waiting.shift();
      if ("error" in answer) next?.reject(new Error(answer.error));
      else next?.resolve("answer" in answer ? answer.answer : undefined);
    },
  });
  void child.exited.then((code) => {
    for (const one of waiting) one.reject(new Error(`${file} ended with ${code}`));
  });
  await ready;
  return {
    pid: child.pid,
    ask: (name, asked) => {
      child.send({ name, asked } satisfies Question);
      return expect() as never;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

/** The other side: answers what the parent asks until it is ended. */
export function answerParent(
  handlers: Handlers,
  ending: () => Promise<void> = async () => {},
): void {
  const send = (answer: Answer) => void process.send?.(answer);
  process.on("message", (question: Question) => {
    void (async () => {
      try {
        send({ answer: await handlers[question.name]?.(question.asked as never) });
      } catch (error) {
        send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  process.on("SIGTERM", () => void ending().then(() => process.exit(0)));
  send({ ready: true });
}
