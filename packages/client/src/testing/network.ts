import type { Clock } from "../clock.ts";
import type { Socket, SocketFactory } from "../socket.ts";
import type { Random } from "./random.ts";

/** The server's end of a simulated connection. */
export interface ServerSocket {
  onmessage: ((text: string) => void) | null;
  /** Whichever side or the network closed it; not called for a close of one's own. */
  onclose: (() => void) | null;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** A server that the simulated network can be put before: the model's, or the real one. */
export interface ServerUnderTest {
  connect(socket: ServerSocket): void;
}

/**
 * `clean`: both ends hear of it, what is under way is lost. `silent`: the client hears nothing, as
 * when a cable is pulled. `late`: what the server had sent still comes, then the close.
 */
export type Cut = "clean" | "silent" | "late";

export interface TestNetwork {
  /** What a client dials with. */
  readonly socket: SocketFactory;
  /** Cuts one of the open connections, whichever; nothing if there is none. */
  cutOne(cut: Cut): void;
  cutAll(cut: Cut): void;
  /** While down, nobody gets through: some dials fail, some hang. */
  setDown(down: boolean): void;
  /** Open connections. */
  readonly open: number;
  /** One frame, not of the server's making, to every client. */
  inject(text: string): void;
}

/** One direction of a connection: in order, each frame after a delay of its own. */
function lane(clock: Clock, delay: () => number) {
  let lastAt = 0;
  let cut = false;
  return {
    push(action: () => void) {
      lastAt = Math.max(lastAt, clock.now() + delay());
      clock.setTimeout(() => {
        if (!cut) action();
      }, lastAt - clock.now());
    },
    cut() {
      cut = true;
    },
  };
}

interface Pair {
  cut(cut: Cut): void;
  inject(text: string): void;
}

/** A network between clients and one server, with delays, losses and cuts that the test decides. */
export function testNetwork(
  clock: Clock,
  random: Random,
  server: ServerUnderTest,
  maxDelayMs: number,
): TestNetwork {
  const pairs = new Set<Pair>();
  let down = false;
  const delay = () => random.between(0, maxDelayMs);

  function dial(): Socket {
    const up = lane(clock, delay);
    const back = lane(clock, delay);
    let serverGone = false;
    const client: Socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (text) => up.push(() => serverEnd.onmessage?.(text)),
      close() {
        back.cut();
        pairs.delete(pair);
        up.push(serverHearsClose);
      },
    };
    const clientHearsClose = (code: number, reason: string) => {
      pairs.delete(pair);
      client.onclose?.({ code, reason });
    };
    const serverHearsClose = () => {
      if (serverGone) return;
      serverGone = true;
      up.cut();
      serverEnd.onclose?.();
    };
    const serverEnd: ServerSocket = {
      onmessage: null,
      onclose: null,
      send(text) {
        if (!serverGone) back.push(() => client.onmessage?.({ data: text }));
      },
      close(code, reason) {
        if (serverGone) return;
        serverGone = true;
        up.cut();
        back.push(() => clientHearsClose(code, reason));
      },
    };
    const pair: Pair = {
      cut(cut) {
        pairs.delete(pair);
        up.cut();
        clock.setTimeout(serverHearsClose, delay());
        if (cut === "late") {
          back.push(() => clientHearsClose(1006, ""));
          return;
        }
        back.cut();
        if (cut === "clean") clock.setTimeout(() => clientHearsClose(1006, ""), delay());
      },
      inject: (text) => back.push(() => client.onmessage?.({ data: text })),
    };
    if (down) {
      if (random.chance(0.7)) clock.setTimeout(() => clientHearsClose(1006, ""), delay());
      return client;
    }
    pairs.add(pair);
    up.push(() => {
      server.connect(serverEnd);
      back.push(() => client.onopen?.());
    });
    return client;
  }

  return {
    socket: dial,
    cutOne(cut) {
      if (pairs.size > 0) random.pick([...pairs]).cut(cut);
    },
    cutAll(cut) {
      for (const pair of pairs) pair.cut(cut);
    },
    setDown(next) {
      down = next;
    },
    get open() {
      return pairs.size;
    },
    inject(text) {
      for (const pair of pairs) pair.inject(text);
    },
  };
}
