import { until } from "./until.ts";

/** A frame as it came. */
export interface Frame {
  type: string;
  // A seed client knows nothing but JSON.
  // oxlint-disable-next-line typescript/no-explicit-any
  [field: string]: any;
}

/** A bare WebSocket that knows the seed protocol alone and nothing of our code. */
export class SeedClient {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  #read = 0;
  closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.frames.push(JSON.parse(String(event.data)) as Frame);
    socket.onclose = () => (this.closed = true);
  }

  static async connect(url: string, token: string): Promise<SeedClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws?token=${token}`);
    const client = new SeedClient(socket);
    await until("the socket to open", () => socket.readyState === WebSocket.OPEN);
    return client;
  }

  send(message: object | string): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Sends bytes as they are. */
  sendRaw(data: string | Uint8Array): void {
    this.#socket.send(data as string);
  }

  /** The next frame, of those not looked at yet, that fits. */
  async next(type: string, fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    return until(`${type}; came: ${this.frames.slice(this.#read).map((f) => f.type)}`, () => {
      for (let at = this.#read; at < this.frames.length; at++) {
        const frame = this.frames[at];
        if (frame?.type !== type || !fits(frame)) continue;
        this.#read = at + 1;
        return frame;
      }
      return undefined;
    });
  }

  close(): void {
    this.#socket.close();
  }
}
