import { limits, type ServerStatus, type SessionSummary } from "@orbitdock/protocol";
import type { Server } from "bun";
import type { Registry } from "../session/registry.ts";
import type { Transport } from "../session/transport.ts";
import type { Auth } from "../shell/auth.ts";
import { createConnectionCounter } from "../shell/limits.ts";
import type { Logger } from "../shell/log.ts";
import { answerLogin, loginUrl } from "../shell/login.ts";
import type { LoginCodes } from "../shell/login-codes.ts";
import type { Refusal } from "../shell/origin.ts";
import type { Desk } from "./desk.ts";
import { serveFile } from "./files.ts";
import { Peer } from "./peer.ts";

/** Unsent bytes of one client past which it is cut off; it comes back and resumes. */
const backpressureBytes = 8 * 1024 * 1024;
/** Frames up to here get an answer that says they are too large; past it the socket is closed. */
const readableFrameBytes = 2 * limits.frameBytes;

/** Close code by which a browser learns that it needs a new link. */
const unauthorizedCloseCode = 4401;

export interface ServeOptions {
  host: string;
  port: number;
  auth: Auth;
  codes: LoginCodes;
  desk: Desk;
  registry: Registry;
  log: Logger;
  version: string;
  instanceId: string;
  /** Where the built dashboard lies. */
  webRoot: string;
  now(): number;
}

interface SocketData {
  peer: Peer | null;
  /** Said to a browser before its socket is closed. */
  refusal: Refusal | null;
  leave(): void;
  number: number;
}

/** The port: HTTP for the dashboard and small questions, WebSocket for all else. */
export interface Api {
  port: number;
  connections(): number;
  stop(): Promise<void>;
}

/** What `GET /api/status` says: enough for a prompt or a status bar. */
export interface StatusAnswer extends ServerStatus {
  counts: Record<string, number>;
  waiting: SessionSummary[];
}

/**
 * Listens. `transport` is bound to the server here, since Bun keeps the topics.
 * @throws when the port is taken.
 */
export function serve(options: ServeOptions, transport: BoundTransport): Api {
  const { auth, log } = options;
  const counter = createConnectionCounter(limits.connections);
  let numbers = 0;

  const server = Bun.serve<SocketData, never>({
    hostname: options.host,
    port: options.port,
    maxRequestBodySize: 64 * 1024,
    idleTimeout: 60,
    fetch: async (request, bun) => {
      const path = new URL(request.url).pathname;
      if (path === "/ws") return upgrade(request, bun);
      return answer(request, path);
    },
    error: (error) => {
      log.error("a request could not be answered", { error });
      return problem(500, "internal", "OrbitDock could not answer this request.");
    },
    websocket: {
      maxPayloadLength: readableFrameBytes,
      backpressureLimit: backpressureBytes,
      closeOnBackpressureLimit: true,
      idleTimeout: 120,
      perMessageDeflate: false,
      open: (socket) => {
        const { refusal } = socket.data;
        if (refusal) {
          const { code, message } = refusal;
          socket.send(JSON.stringify({ type: "error", code, message }));
          return socket.close(unauthorizedCloseCode, message.slice(0, 120));
        }
        socket.data.peer = new Peer({
          socket: {
            send: (frame) => void socket.send(frame),
            subscribe: (topic) => void socket.subscribe(topic),
            unsubscribe: (topic) => void socket.unsubscribe(topic),
          },
          registry: options.registry,
          desk: options.desk,
          log: log.child({ connection: socket.data.number }),
          server: { version: options.version, instanceId: options.instanceId },
          now: options.now,
        });
      },
      message: (socket, frame) => socket.data.peer?.receive(frame),
      close: (socket, code) => {
        socket.data.leave();
        log.info("a client left", { connection: socket.data.number, code });
        // Its topics are gone only after this call.
        setImmediate(() => socket.data.peer?.close());
      },
    },
  });

  function upgrade(request: Request, bun: Server<SocketData>): Response | undefined {
    const verdict = auth.check(request);
    // A page cannot see the status of a refused handshake: it is told over the socket.
    const tellPage =
      !verdict.ok && verdict.code === "unauthorized" && request.headers.has("origin");
    if (!verdict.ok && !tellPage) return refused(verdict);
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      return problem(426, "invalid_argument", "This address speaks WebSocket.");
    const leave = counter.enter();
    if (!leave)
      return problem(503, "overloaded", `${limits.connections} clients are connected already.`);
    const refusal = verdict.ok ? null : verdict;
    const data: SocketData = { peer: null, refusal, leave, number: ++numbers };
    if (bun.upgrade(request, { data })) return undefined;
    leave();
    return problem(400, "invalid_argument", "This is no valid WebSocket handshake.");
  }

  async function answer(request: Request, path: string): Promise<Response> {
    const foreign = auth.checkSource(request);
    if (foreign) return refused(foreign);
    if (path === "/health") return Response.json({ status: "ok", version: options.version });
    if (path === "/login") return answerLogin(request, auth, options.codes, options.now());
    if (path.startsWith("/api/")) return answerApi(request, path);
    if (request.method !== "GET" && request.method !== "HEAD")
      return problem(405, "invalid_argument", "Only GET is answered here.");
    const file = await serveFile(options.webRoot, request);
    if (file) return file;
    if (path === "/")
      return problem(
        404,
        "not_found",
        "The dashboard is not built. Start OrbitDock with npm start.",
      );
    return problem(404, "not_found", `There is nothing at ${path.slice(0, 256)}.`);
  }

  function answerApi(request: Request, path: string): Response {
    const verdict = auth.check(request);
    if (!verdict.ok) return refused(verdict);
    if (path === "/api/login-codes" && request.method === "POST") {
      const code = options.codes.issue(options.now());
      const url = `http://${request.headers.get("host") ?? ""}`;
      return Response.json({ code, url: loginUrl(url, code) });
    }
    if (path === "/api/status" && request.method === "GET") return Response.json(statusAnswer());
    return problem(404, "not_found", `There is no ${request.method} ${path.slice(0, 256)}.`);
  }

  function statusAnswer(): StatusAnswer {
    const counts: Record<string, number> = {};
    const waiting: SessionSummary[] = [];
    for (const row of options.registry.summaries()) {
      counts[row.work_status] = (counts[row.work_status] ?? 0) + 1;
      if (row.pending_count > 0) waiting.push(row);
    }
    return { ...options.desk.status(), counts, waiting };
  }

  transport.bind(server);
  return {
    port: server.port ?? options.port,
    connections: () => counter.open,
    stop: () => server.stop(true),
  };
}

/** Topics by way of Bun, which copies a frame to all its readers natively. */
export class BoundTransport implements Transport {
  #server: Server<SocketData> | null = null;

  bind(server: Server<SocketData>): void {
    this.#server = server;
  }

  publish(topic: string, frame: string): void {
    this.#server?.publish(topic, frame);
  }

  listeners(topic: string): number {
    return this.#server?.subscriberCount(topic) ?? 0;
  }
}

function refused(refusal: Refusal): Response {
  return problem(refusal.code === "unauthorized" ? 401 : 403, refusal.code, refusal.message);
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
