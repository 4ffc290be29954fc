import type { Answers, ApprovalRequest } from "@orbitdock/protocol";
import { useState } from "react";
import { Button } from "../look/button.tsx";
import { questionsOf } from "./approval-facts.ts";
import { QuestionField } from "./question-field.tsx";

interface Props {
  request: ApprovalRequest;
  active: boolean;
  compact: boolean;
  sending: boolean;
  onAnswer(answers: Answers): void;
}

/** The questions of a request. A single choice is sent by choosing it. */
export function QuestionForm({ request, active, compact, sending, onAnswer }: Props) {
  const questions = questionsOf(request);
  const [given, setGiven] = useState<Answers>({});
  /** The question whose options the number keys choose. */
  const [current, setCurrent] = useState(0);
  const first = questions[0];
  const atOnce = questions.length === 1 && first !== undefined && !first.multi_select;
  const missing = questions.filter(({ id }) => !given[id]?.some((text) => text.trim() !== ""));

  function put(id: string, answers: string[], done: boolean) {
    const next = { ...given, [id]: answers };
    setGiven(next);
    if (!done) return;
    const open = questions.findIndex((one) => !next[one.id]?.some((text) => text.trim() !== ""));
    if (open >= 0) setCurrent(open);
    else if (atOnce) onAnswer(next);
  }

  return (
    <form
      className="apc-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !sending) onAnswer(given);
      }}
    >
      {questions.map((question, at) => (
        <QuestionField
          key={question.id}
          question={question}
          chosen={given[question.id] ?? []}
          keys={active && !sending && at === current}
          compact={compact}
          sending={sending}
          onChange={(answers, done) => put(question.id, answers, done)}
          onFocus={() => setCurrent(at)}
        />
      ))}
      {!(atOnce && first.options.length > 0 && missing.length > 0) && (
        <div className="apc-acts">
          <Button kind="primary" type="submit" disabled={sending || missing.length > 0}>
            {questions.length > 1 ? "Send answers" : "Send answer"} <kbd className="kbd">↵</kbd>
          </Button>
          {questions.length > 1 && missing.length > 0 && (
            <span className="apc-left">{missing.length} left</span>
          )}
        </div>
      )}
    </form>
  );
}
