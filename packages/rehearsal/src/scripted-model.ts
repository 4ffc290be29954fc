import { createAttempts } from "./attempts.ts";
import type { Conversation } from "./conversation.ts";
import { createHolds } from "./holds.ts";
import type { Holds } from "./holds.ts";
import { createLibrary } from "./library.ts";
import type { Cue } from "./library.ts";
import { checkForMessages, messagesDialect, readMessagesRequest } from "./messages-api.ts";
import { Dropped, pause, play } from "./play.ts";
import type { Dialect } from "./play.ts";
import { rateLimitHeaders, readResponsesRequest, responsesDialect } from "./responses-api.ts";
import { ScenarioError } from "./scenario.ts";
import type { ScenarioInput, ScenarioResponse } from "./scenario.ts";
import { errorBody, estimateUsage } from "./answers.ts";
import { z } from "zod";

export interface ScriptedModelOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  hostname?: string;
  /** Known from the start, by name. */
  scenarios?: Record<string, ScenarioInput>;
  /** Answers a prompt that has no scenario. */
  otherwise?: ScenarioInput;
  /** How many of the last requests are kept in `requests`; 200 by default. */
  keepRequests?: number;
  /** Every pace and delay is divided by this; 1 by default. */
  speed?: number;
}

/** One request to the model, as the log keeps it. */
export interface ModelRequest {
  /** ms since 1970. */
  at: number;
  method: string;
  path: string;
  status: number;
  model?: string;
  conversation?: string;
  scenario?: string;
  step?: number;
  /** From 0: how often this step of this turn had been asked for before. */
  attempt?: number;
  /** The parsed JSON body. */
  body?: unknown;
}

export interface ScriptedModel extends Pick<Holds, "held" | "release" | "close"> {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  url: string;
  port: number;
  /** The last requests, oldest first. */
  requests: readonly ModelRequest[];
  /** Streams being played now. */
  streams(): number;
  /** Makes a scenario known: by `REHEARSE:name` and, if given, by the whole prompt. */
  register(name: string, scenario: ScenarioInput, prompt?: string): void;
  /** Cuts every stream and frees the port. */
  stop(): Promise<void>;
}

/** Serves the scripted model APIs on loopback until `stop`. */
export function startScriptedModel(options: ScriptedModelOptions = {}): ScriptedModel {
  const holds = createHolds();
  const attempts = createAttempts();
  const library = createLibrary(options.otherwise);
  for (const [name, scenario] of Object.entries(options.scenarios ?? {})) {
    library.register(name, scenario);
  }
  const speed = options.speed ?? 1;
  const keep = options.keepRequests ?? 200;
  const requests: ModelRequest[] = [];
  const streams = new Set<AbortController>();

  const record = (request: Request, more: Partial<ModelRequest>): ModelRequest => {
    const entry: ModelRequest = {
      at: Date.now(),
      method: request.method,
      path: new URL(request.url).pathname,
      status: 200,
      ...more,
    };
    requests.push(entry);
    if (requests.length > keep) requests.splice(0, requests.length - keep);
    return entry;
  };

  const answer = async (api: Api, request: Request): Promise<Response> => {
    const entry = record(request, {});
    const refuse = (error: Error) => {
      entry.status = 400;
      return Response.json(errorBody(400, error.message), { status: 400 });
    };
    try {
      const text = await request.text();
      const read = api.read(JSON.parse(text));
      entry.body = read.body;
      const { conversation, model } = read;
      const cue = library.cue(read.aside ? { id: conversation.id, entries: [] } : conversation);
      const attempt = attempts.count(conversation, cue.step);
      Object.assign(entry, {
        model,
        conversation: conversation.id,
        scenario: cue.scenario,
        step: cue.step,
        attempt,
      });
      api.check(cue);
      if (cue.response.delay_ms > 0) await pause(cue.response.delay_ms / speed, request.signal);
      const { error } = cue.response;
      const headers = api.headers(cue.response);
      if (error && attempt < (error.attempts ?? Infinity)) {
        entry.status = error.status;
        const body = error.body ?? errorBody(error.status, "The script says so.");
        return Response.json(body, {
          status: error.status,
          headers: { ...headers, ...error.headers },
        });
      }
      const usage = cue.response.usage ?? estimateUsage(text.length, cue.items);
      const { drop } = cue.response;
      const dropAfter = drop && attempt < (drop.attempts ?? Infinity) ? drop.after : undefined;
      const dialect = api.dialect(cue, model, usage.input);
      const body = stream(request.signal, (signal, write) =>
        play({
          response: cue.response,
          items: cue.items,
          usage,
          dropAfter,
          dialect,
          speed,
          holds,
          signal,
          write,
        }),
      );
      return new Response(body, {
        headers: { ...headers, "content-type": "text/event-stream", "cache-control": "no-cache" },
      });
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof ScenarioError) return refuse(error);
      if (error instanceof z.ZodError) {
        return refuse(new Error(`Not a request of this API.\n${z.prettifyError(error)}`));
      }
      if (request.signal.aborted) return new Response(null, { status: 499 });
      throw error;
    }
  };

  const stream = (
    client: AbortSignal,
    run: (signal: AbortSignal, write: (sse: string) => void) => Promise<void>,
  ): ReadableStream => {
    const own = new AbortController();
    streams.add(own);
    const signal = AbortSignal.any([own.signal, client]);
    const encoder = new TextEncoder();
    let left = false;
    return new ReadableStream({
      start(controller) {
        const end = (error?: unknown) => {
          streams.delete(own);
          if (left) return;
          // Erroring the stream here would throw away what is written but not yet sent.
          if (error === undefined || error instanceof Dropped || signal.aborted) controller.close();
          else controller.error(error);
        };
        run(signal, (sse) => controller.enqueue(encoder.encode(sse))).then(() => end(), end);
      },
      cancel() {
        left = true;
        own.abort(new Error("the client left"));
      },
    });
  };

  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: options.hostname ?? "127.0.0.1",
    idleTimeout: 0,
    fetch(request) {
      const { pathname } = new URL(request.url);
      const route = `${request.method} ${pathname}`;
      if (route === "POST /v1/responses") return answer(RESPONSES, request);
      if (route === "POST /v1/messages") return answer(MESSAGES, request);
      if (route === "HEAD /") {
        record(request, {});
        return new Response(null);
      }
      if (route === "GET /v1/models") {
        record(request, {});
        return Response.json({ object: "list", data: [], models: [] });
      }
      if (route === "POST /v1/messages/count_tokens") {
        record(request, {});
        return request.text().then((text) => Response.json({ input_tokens: text.length >> 2 }));
      }
      record(request, { status: 404 });
      const message = `The scripted model knows no ${route}.`;
      return Response.json(errorBody(404, message), { status: 404 });
    },
  });
  const port = server.port ?? 0;

  return {
    url: `http://${server.hostname}:${port}`,
    port,
    requests,
    streams: () => streams.size,
    register: library.register,
    held: holds.held,
    release: holds.release,
    close: holds.close,
    async stop() {
      for (const own of streams) own.abort(new Error("the scripted model stops"));
      await server.stop(true);
    },
  };
}

/** What tells the two APIs apart. */
interface Api {
  read(body: unknown): {
    model: string;
    aside: boolean;
    conversation: Conversation;
    body: unknown;
  };
  check(cue: Cue): void;
  headers(response: ScenarioResponse): Record<string, string>;
  dialect(cue: Cue, model: string, inputTokens: number): Dialect;
}

const RESPONSES: Api = {
  read: (body) => ({ ...readResponsesRequest(body), aside: false, body }),
  check: () => {},
  headers: ({ rate_limits }) => rateLimitHeaders(rate_limits ?? {}, Date.now()),
  dialect: (cue) => responsesDialect(cue.step),
};

const MESSAGES: Api = {
  read: (body) => ({ ...readMessagesRequest(body), body }),
  check: (cue) => checkForMessages(cue.response, cue.items),
  headers: () => ({ "request-id": crypto.randomUUID() }),
  dialect: (cue, model, inputTokens) => messagesDialect(cue.step, model, inputTokens),
};
