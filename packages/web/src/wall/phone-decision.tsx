import type { Decision } from "@orbitdock/protocol";
import { useState } from "react";

export interface PhoneDecisionProps {
  options: readonly Decision[];
  sending: boolean;
  error: string | null;
  onDecide(decision: Decision, message?: string): void;
}

/** Two large buttons, and the rest small below. */
export function PhoneDecision({ options, sending, error, onDecide }: PhoneDecisionProps) {
  const [reason, setReason] = useState<string | null>(null);
  const deny: Decision = options.includes("denied") ? "denied" : "abort";
  return (
    <div className="pdec">
      <p role="status" className="pdec-error">
        {error}
      </p>
      {reason !== null && (
        <textarea
          autoFocus
          rows={2}
          className="pdec-reason"
          aria-label="Reason"
          placeholder="Why not, or what to do instead"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <div className="pdec-big">
        <button
          type="button"
          className="pdec-no"
          disabled={sending}
          onClick={() => onDecide(deny, reason ?? undefined)}
        >
          Deny
        </button>
        {reason === null && (
          <button
            type="button"
            className="pdec-yes"
            disabled={sending || !options.includes("approved")}
            onClick={() => onDecide("approved")}
          >
            Allow
          </button>
        )}
      </div>
      <div className="pdec-more">
        {options.includes("approved_for_session") && reason === null && (
          <button type="button" disabled={sending} onClick={() => onDecide("approved_for_session")}>
            Session
          </button>
        )}
        {options.includes("approved_always") && reason === null && (
          <button type="button" disabled={sending} onClick={() => onDecide("approved_always")}>
            Always
          </button>
        )}
        {options.includes("abort") && deny !== "abort" && reason === null && (
          <button type="button" disabled={sending} onClick={() => onDecide("abort")}>
            Stop
          </button>
        )}
        <button type="button" onClick={() => setReason(reason === null ? "" : null)}>
          {reason === null ? "Reason…" : "Without a reason"}
        </button>
      </div>
    </div>
  );
}
