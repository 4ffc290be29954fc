import type { Ack, CommandMessage } from "@orbitdock/client";
import { useCallback, useMemo, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";
import { navigate, sessionPath } from "../app/route.ts";
import { commandWords, type FailedCommand, type SessionActions } from "./session-actions.ts";
import { useOutbox } from "./use-outbox.ts";

/** The commands and questions of one session, with what failed and what is under way. */
export function useSessionActions(sessionId: string) {
  const { connection, sessions } = useOrbit();
  const [failed, setFailed] = useState<FailedCommand | null>(null);
  const outbox = useOutbox(sessionId, connection);

  const run = useCallback(
    async function run(message: CommandMessage): Promise<Ack | null> {
      setFailed(null);
      try {
        return await connection.command(message);
      } catch (error) {
        setFailed({
          what: commandWords[message.type],
          message: error instanceof Error ? error.message : String(error),
          retry: () => void run(message),
        });
        return null;
      }
    },
    [connection],
  );

  const { add, retry, discard } = outbox;
  const actions = useMemo((): SessionActions => {
    const session = { session_id: sessionId };
    const store = sessions.get(sessionId);
    const actions: SessionActions = {
      send: (content) => add(content, false),
      steer: (content) => add(content, true),
      retrySend: retry,
      discard,
      interrupt: () => void run({ type: "interrupt_session", ...session }),
      end: () => void run({ type: "end_session", ...session }),
      resume: () => void run({ type: "resume_session", ...session }),
      rename: (name) => void run({ type: "rename_session", ...session, name: name.trim() || null }),
      async fork() {
        const ack = await run({ type: "fork_session", ...session });
        if (ack?.session_id) navigate(sessionPath(ack.session_id));
      },
      compact: () => void run({ type: "compact_session", ...session }),
      configure: (config) => void run({ type: "update_session_config", ...session, ...config }),
      removeQueued: ({ id }) => void run({ type: "remove_queued", ...session, queued_id: id }),
      loadEarlier() {
        store.loadEarlier().catch((error: unknown) =>
          setFailed({
            what: "What came before was not loaded",
            message: error instanceof Error ? error.message : String(error),
            retry: () => actions.loadEarlier(),
          }),
        );
      },
      loadWhole: (messageId) => store.loadWhole(messageId),
      async listApprovals() {
        const answer = await connection.query({ type: "list_approvals", ...session, limit: 200 });
        return answer.approvals;
      },
      async listModels() {
        return (await connection.query({ type: "list_models" })).models;
      },
      dismissError: () => setFailed(null),
    };
    return actions;
  }, [add, retry, discard, run, connection, sessions, sessionId]);

  return { actions, failed, outgoing: outbox.outgoing };
}
