import type { SessionState } from "@orbitdock/protocol";
import { useState } from "react";
import { sessionName, sessionPlace } from "../fleet/naming.ts";
import { Button } from "../look/button.tsx";
import { ContextGauge } from "../look/context-gauge.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { RenameField } from "./rename-field.tsx";
import type { SessionActions } from "./session-actions.ts";
import { SessionMenu } from "./session-menu.tsx";
import { useSessionKeys } from "./use-session-keys.ts";
import "./session-header.css";

interface Props {
  session: SessionState;
  actions: SessionActions;
  inspector: boolean;
  onInspector(): void;
}

/** Which session this is, how it stands, and what can be done with it as a whole. */
export function SessionHeader({ session, actions, inspector, onInspector }: Props) {
  const [mode, setMode] = useState<"rename" | "end" | "fork" | "compact" | null>(null);
  const name = sessionName(session);
  const working = session.turn !== null;
  const interrupting = session.turn?.interrupting ?? false;
  useSessionKeys(session, actions, setMode);

  return (
    <header className="shead">
      {mode === "rename" ? (
        <RenameField
          name={session.custom_name ?? name}
          onRename={actions.rename}
          onClose={() => setMode(null)}
        />
      ) : (
        <div className="shead-names">
          <h1 className="shead-name" dir="auto" title={name}>
            {name}
          </h1>
          <span className="shead-place" title={session.project_path}>
            {sessionPlace(session)}
          </span>
        </div>
      )}
      <span className="shead-model">
        {[session.model, session.effort].filter(Boolean).join(" ")}
      </span>
      <ContextGauge usage={session.token_usage} />
      {working && (
        <Button
          action="interrupt"
          className="shead-stop"
          disabled={interrupting}
          onClick={actions.interrupt}
        >
          {interrupting ? "Stopping…" : "Interrupt"}
        </Button>
      )}
      <SessionMenu
        session={session}
        inspector={inspector}
        onInspector={onInspector}
        onResume={actions.resume}
        onMode={setMode}
      />
      {mode === "end" && (
        <ConfirmDialog
          title={`End “${name.slice(0, 80)}”?`}
          text="The agent stops. Nothing is deleted, and the session can be resumed."
          verb="End session"
          onConfirm={actions.end}
          onClose={() => setMode(null)}
        />
      )}
      {mode === "fork" && (
        <ConfirmDialog
          title="Fork this session?"
          text="A new session begins with everything said so far. This one stays as it is."
          verb="Fork"
          onConfirm={actions.fork}
          onClose={() => setMode(null)}
        />
      )}
      {mode === "compact" && (
        <ConfirmDialog
          title="Compact the context?"
          text="The agent sums up what was said and forgets the details, which frees its context."
          verb="Compact"
          onConfirm={actions.compact}
          onClose={() => setMode(null)}
        />
      )}
    </header>
  );
}
