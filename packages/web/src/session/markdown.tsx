import { memo, useState } from "react";
import type { Components } from "react-markdown";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { CodeBlock } from "./code-block.tsx";
import { blockSplitter } from "./markdown-blocks.ts";
import "./markdown.css";

interface Props {
  text: string;
  /** More may come: the last block is still open. */
  streaming?: boolean;
}

/** Markdown that grows: while it does, only its last block is rendered again. */
export function Markdown({ text, streaming = false }: Props) {
  const [split] = useState(blockSplitter);
  const blocks = split(text);
  return (
    <div className="md" dir="auto">
      {blocks.map((block, at) => (
        <MarkdownBlock
          key={block.start}
          text={block.text}
          open={streaming && at === blocks.length - 1}
        />
      ))}
    </div>
  );
}

const plugins = [remarkGfm];

const MarkdownBlock = memo(function MarkdownBlock({ text, open }: { text: string; open: boolean }) {
  const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*\n?/.exec(text);
  if (fence) {
    const [head, marks = "```", language = ""] = fence;
    const body = text.slice(head.length);
    const end = new RegExp(`\\n?^ {0,3}${marks[0]}{${marks.length},}[ \\t]*\\n*$`, "m");
    return (
      <CodeBlock code={body.replace(end, "").replace(/\n$/, "")} language={language} open={open} />
    );
  }
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components}>
      {text}
    </ReactMarkdown>
  );
});

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ),
  // A picture would be fetched from wherever the agent says, and tell them that it was read.
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : undefined} target="_blank" rel="noreferrer">
      {alt || src}
    </a>
  ),
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children }) => {
    const text = String(children ?? "");
    if (className || text.includes("\n"))
      return (
        <CodeBlock
          code={text.replace(/\n$/, "")}
          language={className?.replace("language-", "") ?? ""}
          open={false}
        />
      );
    return <code dir="ltr">{children}</code>;
  },
  table: ({ children }) => (
    <div className="md-table" tabIndex={0} role="group" aria-label="table">
      <table>{children}</table>
    </div>
  ),
};
