import type { SessionState } from "@orbitdock/protocol";
import { type KeyboardEvent, useRef } from "react";
import { useKeys } from "../keys/use-keys.ts";
import { Button } from "../look/button.tsx";
import { keyLabel } from "../keys/kbd.tsx";
import { keyTable } from "../keys/key-table.ts";
import { ConfigPickers } from "./config-pickers.tsx";
import type { SessionActions } from "./session-actions.ts";
import { useDraft } from "./use-draft.ts";
import "./composer.css";

interface Props {
  session: SessionState;
  actions: Pick<SessionActions, "send" | "steer" | "configure" | "listModels">;
}

/** Where a person writes to the agent. While it works, what is written waits or steers. */
export function Composer({ session, actions }: Props) {
  const [text, setText] = useDraft(session.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const working = session.turn !== null;
  const empty = text.trim() === "";

  useKeys({ compose: () => field.current?.focus() });

  function say(how: "send" | "steer") {
    if (empty) return;
    actions[how](text);
    setText("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    say((event.metaKey || event.ctrlKey) && working ? "steer" : "send");
  }

  return (
    <div className="comp">
      <div className="comp-grow" data-text={text}>
        <textarea
          ref={field}
          className="comp-text"
          dir="auto"
          rows={1}
          aria-label="message to the agent"
          placeholder={placeholder(session)}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="comp-foot">
        <ConfigPickers session={session} actions={actions} />
        <div className="comp-send">
          {working && !empty && (
            <Button
              kind="ghost"
              action="steer"
              title="Say it now, into the running turn"
              onClick={() => say("steer")}
            >
              Steer
            </Button>
          )}
          {!working && !empty && text.includes("\n") === false && (
            <span className="comp-hint">⇧{keyLabel(keyTable.send.keys[0])} new line</span>
          )}
          <Button
            kind="primary"
            action="send"
            disabled={empty}
            title={working ? "Waits for the turn to end" : "Send"}
            onClick={() => say("send")}
          >
            {working ? "Queue" : "Send"}
          </Button>
        </div>
      </div>
    </div>
  );
}

function placeholder(session: SessionState): string {
  const [request] = session.pending_approvals;
  if (request?.type === "question") return "Answer above, or queue something else";
  if (session.turn !== null) return "Queue a message, or steer the turn";
  if (session.agent_status === "stopped") return "The agent is not running. A message starts it";
  return session.messages.length === 0 ? "What should it do?" : "Message the agent";
}
