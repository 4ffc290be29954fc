import { Fragment } from "react";

/** A sentence in which `words in backquotes` are things to type. */
export function CommandsIn({ text }: { text: string }) {
  return text
    .split("`")
    .map((part, at) =>
      at % 2 === 1 ? (
        <code key={`${at} ${part}`}>{part}</code>
      ) : (
        <Fragment key={`${at} ${part}`}>{part}</Fragment>
      ),
    );
}
