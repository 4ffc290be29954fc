import "./stopped-need.css";
import type { SessionSummary } from "@orbitdock/protocol";
import { canResume } from "../fleet/can-resume.ts";
import { faceOf } from "../fleet/session-face.ts";
import { useKeys } from "../keys/use-keys.ts";
import { Age } from "../look/age.tsx";
import { Button } from "../look/button.tsx";
import { stateIcons } from "../look/icons.tsx";
import type { Resume } from "./use-resume.ts";

export interface StoppedNeedProps {
  session: SessionSummary;
  selected: boolean;
  resume: Resume;
  onOpen(id: string): void;
}

/** What is to be read where nothing can be answered: an error, or an agent in someone's terminal. */
export function StoppedNeed({ session, selected, resume, onOpen }: StoppedNeedProps) {
  const face = faceOf(session);
  const failed = face.tone === "failed";
  const text = failed ? face.detail : "It waits in its own terminal. Answer it there.";
  const resumes = failed && canResume(session);
  useKeys({ resume: resume.run }, selected && resumes && !resume.sending);
  return (
    <>
      <header className="need-head">
        <span className="state">
          {stateIcons[face.tone]}
          {face.word}
        </span>
        <Age since={face.since} />
      </header>
      <p className="need-why" dir="auto">
        {text} {failed && session.last_error?.hint}
      </p>
      <div className="need-acts">
        {resumes && (
          <Button
            {...(selected ? { action: "resume" } : {})}
            disabled={resume.sending}
            onClick={resume.run}
          >
            {resume.sending ? "Resuming…" : "Resume"}
          </Button>
        )}
        <Button {...(selected ? { action: "open" } : {})} onClick={() => onOpen(session.id)}>
          Open
        </Button>
      </div>
      <p className="need-failed" role="status">
        {resume.error}
      </p>
    </>
  );
}
