import { useCallback, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";

export interface Resume {
  run(): void;
  sending: boolean;
  /** Why the last try came to nothing, for a person. */
  error: string | null;
}

/** Starts the agent of a session again. */
export function useResume(sessionId: string): Resume {
  const { connection } = useOrbit();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = useCallback(() => {
    setSending(true);
    setError(null);
    connection
      .command({ type: "resume_session", session_id: sessionId })
      .catch((failure: unknown) =>
        setError(failure instanceof Error ? failure.message : String(failure)),
      )
      .finally(() => setSending(false));
  }, [connection, sessionId]);
  return { run, sending, error };
}
