import { CommandError } from "@orbitdock/client";
import type { Answers, ApprovalRequest, Decision } from "@orbitdock/protocol";
import { useCallback, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";

export interface ApprovalActions {
  decide(request: ApprovalRequest, decision: Decision, message?: string): void;
  answer(request: ApprovalRequest, answers: Answers): void;
  /** The request whose answer is on its way; a session is asked one thing at a time. */
  sendingId: string | null;
  /** Why the last answer was not taken, in words for a person, and of which request. */
  failure: { requestId: string; text: string } | null;
}

/** Answers what a session asks. The request leaves by the server's word, not by ours. */
export function useApprovalActions(sessionId: string): ApprovalActions {
  const { connection } = useOrbit();
  const [sendingId, setSendingId] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApprovalActions["failure"]>(null);

  const send = useCallback(
    async (
      request: ApprovalRequest,
      message: Parameters<typeof connection.command>[0],
    ): Promise<void> => {
      setSendingId(request.id);
      setFailure(null);
      try {
        await connection.command(message);
      } catch (error) {
        setFailure({ requestId: request.id, text: explain(error) });
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
  return { decide, answer, sendingId, failure };
}

/** What went wrong with the answer to this request; nothing of the one before it. */
export function failureOf(
  { failure }: Pick<ApprovalActions, "failure">,
  request: ApprovalRequest,
): string | null {
  return failure?.requestId === request.id ? failure.text : null;
}

function explain(error: unknown): string {
  if (error instanceof CommandError && (error.code === "conflict" || error.code === "not_found"))
    return "Already answered elsewhere.";
  return error instanceof Error ? error.message : String(error);
}
