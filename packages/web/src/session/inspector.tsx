import type { SessionState } from "@orbitdock/protocol";
import { type KeyboardEvent, useId, useState } from "react";
import { ApprovalsTab } from "./approvals-tab.tsx";
import { DiffTab } from "./diff-tab.tsx";
import { InfoTab } from "./info-tab.tsx";
import { PlanTab } from "./plan-tab.tsx";
import type { SessionActions } from "./session-actions.ts";
import "./inspector.css";

interface Props {
  session: SessionState;
  actions: Pick<SessionActions, "listApprovals">;
}

const tabs = ["Plan", "Diff", "Approvals", "Info"] as const;
type Tab = (typeof tabs)[number];

/** What is known of a session besides what was said. */
export function Inspector({ session, actions }: Props) {
  const [tab, setTab] = useState<Tab>("Plan");
  /** The file that the diff shows first. */
  const [file, setFile] = useState<string | null>(null);
  const name = useId();

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? "Plan";
    setTab(next);
    document.getElementById(`${name}${next}`)?.focus();
  }

  return (
    <>
      <div className="itabs" role="tablist" aria-label="inspector" onKeyDown={onKeyDown}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${name}${one}`}
            className="itab"
            aria-selected={one === tab}
            aria-controls={`${name}panel`}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => setTab(one)}
          >
            {one}
          </button>
        ))}
      </div>
      <div className="ipanel" role="tabpanel" id={`${name}panel`} aria-labelledby={`${name}${tab}`}>
        {tab === "Plan" && (
          <PlanTab
            session={session}
            onFile={(path) => {
              setFile(path);
              setTab("Diff");
            }}
          />
        )}
        {tab === "Diff" && (
          <DiffTab diff={session.current_diff} root={session.project_path} file={file} />
        )}
        {tab === "Approvals" && (
          // Read anew whenever something is asked or decided.
          <ApprovalsTab
            key={session.pending_approvals.map((request) => request.id).join()}
            list={actions.listApprovals}
            root={session.project_path}
          />
        )}
        {tab === "Info" && <InfoTab session={session} />}
      </div>
    </>
  );
}
