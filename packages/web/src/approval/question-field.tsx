import type { Question } from "@orbitdock/protocol";
import { useId, useRef, useState } from "react";
import { Button } from "../look/button.tsx";
import { useDigitKeys } from "./use-digit-keys.ts";

interface Props {
  question: Question;
  chosen: readonly string[];
  /** Number keys choose here. */
  keys: boolean;
  compact: boolean;
  sending: boolean;
  /** `done`: nothing more is expected here. */
  onChange(answers: string[], done: boolean): void;
  onFocus(): void;
}

/** One question: options as numbered buttons, or a field, or both. */
export function QuestionField(props: Props) {
  const { question, chosen, keys, sending, compact, onChange } = props;
  const { options, multi_select: several = false, secret = false } = question;
  const free = options.length === 0 || question.allow_other === true;
  const labels = options.map((option) => option.label);
  const other = chosen.find((answer) => !labels.includes(answer));
  const [writing, setWriting] = useState(options.length === 0);
  const field = useRef<HTMLInputElement>(null);
  const name = useId();

  function choose(label: string) {
    if (!several) onChange([label], true);
    else if (chosen.includes(label))
      onChange(
        chosen.filter((one) => one !== label),
        false,
      );
    else onChange([...chosen, label], false);
  }

  function write() {
    setWriting(true);
    requestAnimationFrame(() => field.current?.focus());
  }

  useDigitKeys((digit) => {
    const label = labels[digit - 1];
    if (label !== undefined) choose(label);
    else if (digit === labels.length + 1 && free && !writing) write();
    else return false;
    return true;
  }, keys);

  return (
    <fieldset className="apc-question" disabled={sending} onFocus={props.onFocus}>
      <legend dir="auto" id={name}>
        {question.header && <span className="apc-header">{question.header}</span>}
        {question.question}
        {several && <span className="apc-several"> Choose any.</span>}
      </legend>
      <div className={compact ? "apc-options" : "apc-options apc-roomy"}>
        {options.map(({ label, description }, at) => (
          <Button
            key={label}
            className="apc-option"
            aria-pressed={chosen.includes(label)}
            title={description}
            onClick={() => choose(label)}
          >
            {several && <span aria-hidden="true">{chosen.includes(label) ? "☑" : "☐"}</span>}
            <span className="apc-optext" dir="auto">
              {label}
              {!compact && description && <small>{description}</small>}
            </span>
            {keys && at < 9 && <kbd className="kbd">{at + 1}</kbd>}
          </Button>
        ))}
        {free && !writing && (
          <Button kind="ghost" onClick={write}>
            Something else…{" "}
            {keys && options.length < 9 && <kbd className="kbd">{options.length + 1}</kbd>}
          </Button>
        )}
      </div>
      {free && writing && (
        <input
          ref={field}
          className="apc-field"
          type={secret ? "password" : "text"}
          autoComplete="off"
          dir="auto"
          aria-labelledby={name}
          placeholder={secret ? "your answer, not shown" : "your answer"}
          value={other ?? ""}
          onChange={(event) => {
            const kept = several ? chosen.filter((one) => labels.includes(one)) : [];
            onChange(event.target.value === "" ? kept : [...kept, event.target.value], false);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            event.currentTarget.blur();
          }}
        />
      )}
    </fieldset>
  );
}
