import { useId, useState } from "react";
import { Button } from "../look/button.tsx";

interface Props {
  sending: boolean;
  onDeny(reason: string): void;
  onCancel(): void;
}

/** A "no" with words that the agent will read. */
export function DenyReason({ sending, onDeny, onCancel }: Props) {
  const [reason, setReason] = useState("");
  const field = useId();
  return (
    <form
      className="apc-reason"
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending) onDeny(reason.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onCancel();
      }}
    >
      <label htmlFor={field}>What should it do instead?</label>
      <input
        id={field}
        className="apc-field"
        dir="auto"
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button kind="primary" type="submit" disabled={sending}>
        Deny <kbd className="kbd">↵</kbd>
      </Button>
      <Button kind="ghost" onClick={onCancel}>
        Back <kbd className="kbd">Esc</kbd>
      </Button>
    </form>
  );
}
