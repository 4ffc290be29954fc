import { useState } from "react";
import { useConversation } from "./conversation-context.ts";

/** Loads a text that was cut on its way here. */
export function ShowWhole({ messageId, what }: { messageId: string; what: string }) {
  const { loadWhole } = useConversation();
  const [state, setState] = useState<"idle" | "loading" | { error: string }>("idle");
  return (
    <button
      type="button"
      className="tool-more"
      disabled={state === "loading"}
      onClick={() => {
        setState("loading");
        loadWhole(messageId).then(
          () => setState("idle"),
          (error: unknown) =>
            setState({ error: error instanceof Error ? error.message : "failed" }),
        );
      }}
    >
      {state === "loading" ? "Loading…" : `Show the ${what}`}
      {typeof state === "object" && ` (${state.error})`}
    </button>
  );
}
