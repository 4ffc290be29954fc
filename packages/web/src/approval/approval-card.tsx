import type { Answers, ApprovalRequest, Decision } from "@orbitdock/protocol";
import { ApprovalSubject } from "./approval-subject.tsx";
import { titleOf } from "./approval-facts.ts";
import { DecisionBar } from "./decision-bar.tsx";
import { QuestionForm } from "./question-form.tsx";
import { TimeWaiting } from "./time-waiting.tsx";
import "./approval-card.css";

export interface ApprovalCardProps {
  request: ApprovalRequest;
  /** The session's directory: paths in it are shown without it. */
  root: string;
  onDecide(decision: Decision, message?: string): void;
  onAnswer(answers: Answers): void;
  sending: boolean;
  error: string | null;
  /** As the Wall shows it: less room, no diff. */
  compact?: boolean;
  /** Its keys are live: it is the one that a key press answers. */
  active?: boolean;
}

/** What an agent asks, and the ways to answer it. */
export function ApprovalCard(props: ApprovalCardProps) {
  const { request, sending, error, compact = false, active = true } = props;
  const asks = request.type === "question";
  const title = titleOf(request);
  return (
    <section
      className={`apc ${asks ? "s-question" : "s-permission"}${compact ? " apc-compact" : ""}`}
      aria-label={title}
      aria-busy={sending}
    >
      <header className="apc-head">
        <Sign asks={asks} />
        <h3 className="apc-title">{title}</h3>
        {request.risk === "high" && <span className="apc-risk">high risk</span>}
        {request.risk === "low" && request.type === "exec" && (
          <span className="apc-risk apc-calm">low risk</span>
        )}
        <TimeWaiting since={request.requested_at} />
      </header>
      <ApprovalSubject request={request} root={props.root} compact={compact} />
      {asks && (
        <QuestionForm
          key={request.id}
          request={request}
          active={active}
          compact={compact}
          sending={sending}
          onAnswer={props.onAnswer}
        />
      )}
      <DecisionBar
        key={`decide ${request.id}`}
        request={request}
        active={active}
        compact={compact}
        sending={sending}
        onDecide={props.onDecide}
      />
      <p className="apc-state" role="status">
        {sending && !error ? "Sending…" : ""}
        {error && <span className="apc-error">{error}</span>}
      </p>
    </section>
  );
}

function Sign({ asks }: { asks: boolean }) {
  return (
    <svg
      className="apc-sign"
      width="13"
      height="13"
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      {asks ? (
        <>
          <circle cx="6" cy="6" r="5" />
          <path d="M4.6 4.7c.2-1.9 2.9-1.7 2.8 0 0 .9-1.4 1-1.4 2M6 8.6v.2" />
        </>
      ) : (
        <path d="M6 1 11 10.5H1Z M6 4.6v2.6 M6 8.7v.2" />
      )}
    </svg>
  );
}
