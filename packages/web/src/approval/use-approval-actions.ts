import { CommandError } from "@orbitdock/client";
import type { Answers, ApprovalRequest, Decision } from "@orbitdock/protocol";
import { useCallback, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";

export interface ApprovalActions {
  decide(request: ApprovalRequest, decision: Decision, message?: string): void;
  answer(request: ApprovalRequest, answers: Answers): void;
  /** The request whose answer is on its way; a session is asked one thing at a time. */
  sendingId: string | null;
  /** Of the last answer, for a person. */
  error: string | null;
}

/** Answers what a session asks. The request leaves by the server's word, not by ours. */
export function useApprovalActions(sessionId: string): ApprovalActions {
  const { connection } = useOrbit();
  const [sendingId, setSendingId] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  const send = useCallback(
    async (
      request: ApprovalRequest,
      message: Parameters<typeof connection.command>[0],
    ): Promise<void> => {
      setSendingId(request.id);
      setError(null);
      try {
        await connection.command(message);
      } catch (failure) {
        setError(explain(failure));
      } finally {
        setSendingId((id) => (id === request.id ? null : id));
      }
    },
    [connection],
  );

  const decide = useCallback(
    (request: ApprovalRequest, decision: Decision, message?: string) =>
      void send(request, {
        type: "approve_tool",
        session_id: sessionId,
        request_id: request.id,
        decision,
        ...(message ? { message } : {}),
      }),
    [send, sessionId],
  );
  const answer = useCallback(
    (request: ApprovalRequest, answers: Answers) =>
      void send(request, {
        type: "answer_question",
        session_id: sessionId,
        request_id: request.id,
        answers,
      }),
    [send, sessionId],
  );
  return { decide, answer, sendingId, error };
}

function explain(failure: unknown): string {
  if (
    failure instanceof CommandError &&
    (failure.code === "conflict" || failure.code === "not_found")
  )
    return "Already answered elsewhere.";
  return failure instanceof Error ? failure.message : String(failure);
}
