import type { ClientMessage, ServerMessage, ServerMessageOf } from "@orbitdock/protocol";
import type { Clock } from "./clock.ts";
import { CommandError } from "./command-error.ts";

/** Requests that wait at once. Below the server's 100 commands a second, since all are re-sent together. */
export const maxPending = 64;

export interface RequestOptions {
  /** Give up after so many milliseconds. The request may still have been carried out. */
  timeoutMs?: number | undefined;
  /** Called with the answer while its frame is handled, before any later frame is. */
  answered?: ((answer: ServerMessage) => void) | undefined;
}

interface Entry {
  message: ClientMessage & { command_id: string };
  answer: ServerMessage["type"];
  resolve(answer: ServerMessage): void;
  reject(error: CommandError): void;
  answered: ((answer: ServerMessage) => void) | undefined;
  timer: unknown;
}

/** Requests that were made and not yet answered, in the order in which they were made. */
export function pendingRequests(clock: Clock, newId: () => string) {
  const entries = new Map<string, Entry>();

  function take(commandId: string | undefined): Entry | undefined {
    const entry = commandId === undefined ? undefined : entries.get(commandId);
    if (entry === undefined) return undefined;
    entries.delete(entry.message.command_id);
    if (entry.timer !== null) clock.clearTimeout(entry.timer);
    return entry;
  }

  return {
    get size() {
      return entries.size;
    },

    /** Mints the id under which the request is sent, now and after every reconnect. */
    add<Type extends ServerMessage["type"]>(
      message: ClientMessage,
      answer: Type,
      options: RequestOptions,
      send: (message: ClientMessage) => void,
    ): Promise<ServerMessageOf<Type>> {
      if (entries.size >= maxPending) {
        const text = `${maxPending} requests wait for an answer already; try again when some have one`;
        return Promise.reject(new CommandError("overloaded", text));
      }
      const commandId = message.command_id ?? newId();
      const request = { ...message, command_id: commandId };
      return new Promise((resolve, reject) => {
        const { timeoutMs, answered } = options;
        const expire = () => {
          const text = `no answer to ${message.type} in ${timeoutMs} ms; it may still be carried out`;
          take(commandId)?.reject(new CommandError("timeout", text));
        };
        entries.set(commandId, {
          message: request,
          answer,
          resolve: resolve as (answer: ServerMessage) => void,
          reject,
          answered,
          timer: timeoutMs === undefined ? null : clock.setTimeout(expire, timeoutMs),
        });
        send(request);
      });
    },

    /** Settles the request that the frame answers, if it answers one. */
    settle(frame: ServerMessage): void {
      if (!("command_id" in frame) || frame.command_id === undefined) return;
      const waiting = entries.get(frame.command_id);
      if (waiting === undefined) return;
      if (frame.type === "error") {
        take(frame.command_id)?.reject(new CommandError(frame.code, frame.message));
      } else if (frame.type === waiting.answer) {
        take(frame.command_id);
        waiting.resolve(frame);
        waiting.answered?.(frame);
      }
    },

    /** After a reconnect: all of them again, in order, under the same ids. */
    sendAgain(send: (message: ClientMessage) => void): void {
      for (const entry of entries.values()) send(entry.message);
    },

    rejectAll(error: CommandError): void {
      for (const commandId of entries.keys()) take(commandId)?.reject(error);
    },
  };
}
