import type { Connection } from "@orbitdock/client";
import { useCallback, useState } from "react";
import type { Outgoing } from "./session-actions.ts";

let made = 0;

/** Messages on their way: shown until the server has them, kept with the reason where it refused. */
export function useOutbox(sessionId: string, connection: Connection) {
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);

  const change = useCallback(
    (id: string, error: string | null) =>
      setOutgoing((all) => all.map((one) => (one.id === id ? { ...one, error } : one))),
    [],
  );
  const discard = useCallback(
    (id: string) => setOutgoing((all) => all.filter((one) => one.id !== id)),
    [],
  );
  const dispatch = useCallback(
    async ({ id, content, steer }: Outgoing) => {
      change(id, null);
      try {
        const type = steer ? "steer_session" : "send_message";
        await connection.command({ type, session_id: sessionId, content });
        discard(id);
      } catch (error) {
        change(id, error instanceof Error ? error.message : String(error));
      }
    },
    [connection, sessionId, change, discard],
  );
  const add = useCallback(
    (content: string, steer: boolean) => {
      const message = { id: `out ${++made}`, content, steer, error: null };
      setOutgoing((all) => [...all, message]);
      void dispatch(message);
    },
    [dispatch],
  );
  const retry = useCallback(
    (id: string) => {
      const message = outgoing.find((one) => one.id === id);
      if (message) void dispatch(message);
    },
    [outgoing, dispatch],
  );
  return { outgoing, add, retry, discard };
}
