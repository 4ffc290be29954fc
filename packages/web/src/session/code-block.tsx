import { memo, type ReactNode, useEffect, useRef, useState } from "react";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  code: string;
  language: string;
  /** It still grows. */
  open: boolean;
}

/** How long a growing block keeps the colours it has before it is read again. */
const pace = 200;
/** Longer code stays plain: colouring it would hold up the page. */
const longest = 40_000;

/** Code in its colours. What came since it was last coloured follows in plain, so that nothing flickers. */
export const CodeBlock = memo(function CodeBlock({ code, language, open }: Props) {
  const [coloured, setColoured] = useState<{ code: string; nodes: ReactNode } | null>(null);
  const latest = useRef(code);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const done = coloured?.code === code;

  useEffect(() => {
    latest.current = code;
    if (done || language === "" || code.length > longest || timer.current !== null) return;
    timer.current = setTimeout(
      async () => {
        const { highlight } = await import("./highlight.tsx");
        timer.current = null;
        const nodes = highlight(latest.current, language);
        if (nodes !== null) setColoured({ code: latest.current, nodes });
      },
      open ? pace : 0,
    );
  }, [code, language, open, done]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  const fits = coloured !== null && code.startsWith(coloured.code);
  return (
    <figure className="code" dir="ltr">
      <figcaption className="code-head">
        <span>{language || "text"}</span>
        {!open && <CopyButton text={code} />}
      </figcaption>
      <pre className="code-body" tabIndex={0} aria-label={`code${language ? `, ${language}` : ""}`}>
        <code>
          {fits ? coloured.nodes : code}
          {fits && code.slice(coloured.code.length)}
        </code>
      </pre>
    </figure>
  );
});
