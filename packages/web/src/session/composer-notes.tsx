import type { QueuedMessage, SessionState } from "@orbitdock/protocol";
import { Button } from "../look/button.tsx";
import type { FailedCommand, Outgoing, SessionActions } from "./session-actions.ts";
import "./composer-notes.css";

/** Messages that wait for the turn to end, or for the server. */
export function Waiting(props: {
  queue: readonly QueuedMessage[];
  outgoing: readonly Outgoing[];
  actions: Pick<SessionActions, "removeQueued" | "retrySend" | "discard">;
}) {
  const { queue, outgoing, actions } = props;
  if (queue.length === 0 && outgoing.length === 0) return null;
  return (
    <ul className="queue" aria-label="messages that wait">
      {queue.map((message, at) => (
        <li key={message.id} className="queue-item">
          <span className="queue-place">{at === 0 ? "next" : at + 1}</span>
          <span className="queue-text" dir="auto" title={message.content}>
            {message.content}
          </span>
          <button
            type="button"
            className="queue-act"
            aria-label="take this message back"
            onClick={() => actions.removeQueued(message)}
          >
            ✕
          </button>
        </li>
      ))}
      {outgoing.map((message) => (
        <li key={message.id} className="queue-item">
          <span className={message.error ? "queue-place queue-bad" : "queue-place"}>
            {message.error ? "not sent" : "sending"}
          </span>
          <span className="queue-text" dir="auto" title={message.content}>
            {message.content}
            {message.error && <span className="queue-why">{message.error}</span>}
          </span>
          {message.error && (
            <>
              <Button onClick={() => actions.retrySend(message.id)}>Retry</Button>
              <Button kind="ghost" onClick={() => actions.discard(message.id)}>
                Discard
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What went wrong with a command, and the way to try it again. */
export function Failure({ failed, onDismiss }: { failed: FailedCommand; onDismiss(): void }) {
  return (
    <div className="fail" role="alert">
      <p>
        <b>{failed.what}.</b> {failed.message}
      </p>
      <Button onClick={failed.retry}>Retry</Button>
      <Button kind="ghost" onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  );
}

/** Why the agent stopped by itself, and what a person can type. */
export function LastError({ error }: { error: NonNullable<SessionState["last_error"]> }) {
  return (
    <div className="fail" role="status">
      <p dir="auto">
        <b>Stopped.</b> {error.message}
        {error.hint && <span className="fail-hint">{error.hint}</span>}
      </p>
    </div>
  );
}

/** In place of the composer where nothing can be said. */
export function Closed(props: { session: SessionState; onResume(): void }) {
  const { session, onResume } = props;
  const passive = session.integration_mode === "passive";
  return (
    <div className="closed">
      <p dir="auto">
        {passive && session.status === "active" ? (
          <>This session runs in a terminal. It can be watched here, not written to.</>
        ) : (
          <>
            <b>Ended.</b> {session.ended_reason ?? "No reason was given."}
          </>
        )}
      </p>
      {!passive && (
        <Button kind="primary" action="resume" onClick={onResume}>
          Resume
        </Button>
      )}
    </div>
  );
}
