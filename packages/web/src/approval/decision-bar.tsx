import type { ApprovalRequest, Decision } from "@orbitdock/protocol";
import { useState } from "react";
import { keyTable } from "../keys/key-table.ts";
import { type KeyHandlers, useKeys } from "../keys/use-keys.ts";
import { Button } from "../look/button.tsx";
import { decisions } from "./approval-facts.ts";
import { DenyReason } from "./deny-reason.tsx";

interface Props {
  request: ApprovalRequest;
  active: boolean;
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
export function DecisionBar({ request, active, sending, onDecide }: Props) {
  const [reasoning, setReasoning] = useState(false);
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
  return (
    <div className="apc-acts" role="group" aria-label="Decide">
      {offered.map((decision) => {
        const { label, action, hint } = decisions[decision];
        return (
          <Button
            key={decision}
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
      })}
      {canDeny && (
        <Button
          kind="ghost"
          {...(active ? { action: "denyReason" as const } : {})}
          title="Say no, and why: the agent reads it"
          disabled={sending}
          onClick={() => setReasoning(true)}
        >
          Reason…
        </Button>
      )}
    </div>
  );
}
