import type { ClientMessage, ServerMessage } from "@orbitdock/protocol";
import { connect } from "../connection.ts";
import type { ConnectOptions, Connection } from "../connection-types.ts";
import type { Socket } from "../socket.ts";
import { virtualClock } from "./virtual-clock.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A client whose server is the test itself: it says what it likes, and sees what it is told. */
export interface Scripted {
  connection: Connection;
  clock: VirtualClock;
  reports: unknown[];
  /** Sockets dialled so far. */
  sockets: Socket[];
  /** Accepts the last dial. */
  accept(): void;
  /** Closes the last socket from outside. */
  drop(code?: number): void;
  /** Sends a frame: a message, or the bare text of one that is none. */
  say(frame: ServerMessage | string): void;
  /** What the client sent since the last call, without hello and pings. */
  heard(): ClientMessage[];
  /** The same with hello and pings. */
  heardAll(): ClientMessage[];
}

/** Connects a client to a server that the caller plays. Back-off has no jitter: half of its ceiling. */
export function scripted(options: Partial<ConnectOptions> = {}): Scripted {
  const clock = virtualClock();
  const reports: unknown[] = [];
  const sockets: Socket[] = [];
  let sent: ClientMessage[] = [];
  let ids = 0;
  const connection = connect({
    url: "http://localhost:4000",
    client: { name: "test", version: "1" },
    clock,
    random: () => 0.5,
    newId: () => `id-${(ids += 1)}`,
    report: (error) => reports.push(error),
    socket() {
      const socket: Socket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
        send: (text) => void sent.push(JSON.parse(text) as ClientMessage),
        close() {},
      };
      sockets.push(socket);
      return socket;
    },
    ...options,
  });
  const heardAll = () => {
    const all = sent;
    sent = [];
    return all;
  };
  return {
    connection,
    clock,
    reports,
    sockets,
    accept: () => sockets.at(-1)?.onopen?.(),
    drop: (code = 1006) => sockets.at(-1)?.onclose?.({ code, reason: "" }),
    say(frame) {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      sockets.at(-1)?.onmessage?.({ data });
    },
    heard: () =>
      heardAll().filter((message) => message.type !== "hello" && message.type !== "ping"),
    heardAll,
  };
}
