import type { Answers, ApprovalRequest, Decision } from "@orbitdock/protocol";

export interface ApprovalCardProps {
  request: ApprovalRequest;
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
export function ApprovalCard({ request, onDecide, sending, error }: ApprovalCardProps) {
  return (
    <section>
      <code>{request.command ?? request.file_path ?? request.question}</code>
      {request.options.map((decision) => (
        <button key={decision} disabled={sending} onClick={() => onDecide(decision)}>
          {decision}
        </button>
      ))}
      {error}
    </section>
  );
}
