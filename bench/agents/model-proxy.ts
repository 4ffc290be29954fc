import { sharedNow } from "../numbers.ts";
import { wordsIn } from "./words.ts";

/** Stands before the scripted model and notes when each of its words first went by. */
export function startModelProxy(modelUrl: string) {
  const stamps = new Map<string, number>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const answer = await fetch(`${modelUrl}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.method === "GET" ? {} : { body: await request.arrayBuffer() }),
        signal: request.signal,
      });
      const decoder = new TextDecoder();
      const noting = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, out) {
          const at = sharedNow();
          for (const word of wordsIn(decoder.decode(chunk, { stream: true })))
            if (!stamps.has(word)) stamps.set(word, at);
          out.enqueue(chunk);
        },
      });
      return new Response(answer.body?.pipeThrough(noting) ?? null, {
        status: answer.status,
        headers: answer.headers,
      });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, stamps, stop: () => server.stop(true) };
}
