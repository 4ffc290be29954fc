import type { ApprovalRequest, Decision } from "@orbitdock/protocol";
import { useId, useState } from "react";
import { keyTable } from "../keys/key-table.ts";
import { type KeyHandlers, useKeys } from "../keys/use-keys.ts";
import { Button } from "../look/button.tsx";
import { decisions } from "./approval-facts.ts";
import { DenyReason } from "./deny-reason.tsx";
import "./decision-bar.css";

interface Props {
  request: ApprovalRequest;
  active: boolean;
  /** One row: what is seldom taken is behind "more". */
  compact: boolean;
  sending: boolean;
  onDecide(decision: Decision, message?: string): void;
}

const order: readonly Decision[] = [
  "approved",
  "approved_for_session",
  "approved_always",
  "denied",
  "abort",
];

/** The decisions that the agent offers, each with its key; a "no" can have a reason. */
export function DecisionBar({ request, active, compact, sending, onDecide }: Props) {
  const [reasoning, setReasoning] = useState(false);
  const [more, setMore] = useState(false);
  const rest = useId();
  const offered = order.filter((decision) => request.options.includes(decision));
  const canDeny = offered.includes("denied") && request.type !== "question";

  const handlers: KeyHandlers = {};
  for (const decision of offered) handlers[decisions[decision].action] = () => onDecide(decision);
  if (canDeny) handlers.denyReason = () => setReasoning(true);
  useKeys(handlers, active && !sending && !reasoning);

  if (offered.length === 0) return null;
  if (reasoning)
    return (
      <DenyReason
        sending={sending}
        onDeny={(reason) => onDecide("denied", reason)}
        onCancel={() => setReasoning(false)}
      />
    );
  const decide = (decision: Decision) => {
    const { label, action, hint } = decisions[decision];
    return (
      <Button
        key={decision}
        className={`dbar-${decision}`}
        kind={decision === "approved" ? "primary" : "plain"}
        {...(active ? { action } : {})}
        aria-keyshortcuts={keyTable[action].keys[0]}
        title={hint}
        disabled={sending}
        onClick={() => onDecide(decision)}
      >
        {label}
      </Button>
    );
  };
  const reason = canDeny && (
    <Button
      kind="ghost"
      className="dbar-why"
      {...(active ? { action: "denyReason" as const } : {})}
      aria-keyshortcuts={keyTable.denyReason.keys[0]}
      title="Say no, and why: the agent reads it"
      disabled={sending}
      onClick={() => setReasoning(true)}
    >
      Reason…
    </Button>
  );
  const folds = compact && canDeny;
  const first = folds ? offered.filter((decision) => decision !== "abort") : offered;
  return (
    <div
      className={`apc-acts dbar${folds ? " dbar-compact" : ""}${canDeny ? " dbar-yesno" : ""}`}
      role="group"
      aria-label="Decide"
    >
      {first.map(decide)}
      {folds ? (
        <>
          <Button
            kind="ghost"
            className="dbar-more"
            aria-label="More ways to answer"
            aria-expanded={more}
            aria-controls={more ? rest : undefined}
            onClick={() => setMore(!more)}
          >
            ⋯
          </Button>
          {more && (
            <div className="dbar-rest" id={rest}>
              {offered.includes("abort") && decide("abort")}
              {reason}
            </div>
          )}
        </>
      ) : (
        reason
      )}
    </div>
  );
}
