import type { Message } from "@orbitdock/protocol";
import { memo, useState } from "react";
import { duration } from "./format.ts";
import { Markdown } from "./markdown.tsx";
import { ShowWhole } from "./show-whole.tsx";
import { ToolRow } from "./tool-row.tsx";
import { isTool, type Place } from "./turn-rows.ts";
import "./message-row.css";

/** One message in its form; drawn again only when it changed. */
export const MessageRow = memo(function MessageRow(props: { message: Message; place: Place }) {
  const { message, place } = props;
  if (message.notice) return <Notice message={message} />;
  if (isTool(message)) return <ToolRow message={message} place={place} />;
  switch (message.message_type) {
    case "user":
      return <Said message={message} />;
    case "thinking":
      return <Thought message={message} />;
    default:
      return <Answer message={message} />;
  }
});

/** Characters after which a person's message is folded. */
const long = 1600;

function Said({ message }: { message: Message }) {
  const [open, setOpen] = useState(false);
  const { content } = message;
  const folds = content.length > long || content.split("\n", 26).length > 25;
  return (
    <article className="said" aria-label="you">
      <div className={folds && !open ? "said-text said-folded" : "said-text"} dir="auto">
        {content}
      </div>
      {folds && (
        <button type="button" className="said-more" onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show all"}
        </button>
      )}
      {message.truncated && (open || !folds) && (
        <ShowWhole messageId={message.id} what="whole message" />
      )}
      {message.steered && <span className="said-mark">steered: joined the running turn</span>}
    </article>
  );
}

function Answer({ message }: { message: Message }) {
  const streaming = message.status === "streaming";
  return (
    <article className="answer" aria-label="agent" aria-busy={streaming}>
      <Markdown text={message.content} streaming={streaming} />
      {message.truncated && <ShowWhole messageId={message.id} what="whole answer" />}
      {message.status === "interrupted" && (
        <p className="answer-cut">
          <span aria-hidden="true">■</span> Interrupted here. What had come is kept.
        </p>
      )}
    </article>
  );
}

function Thought({ message }: { message: Message }) {
  const running = message.status === "streaming";
  const took = message.duration_ms === null ? "" : ` for ${duration(message.duration_ms)}`;
  if (message.content === "")
    return <p className="thought-line">{running ? "Thinking…" : `Thought${took}`}</p>;
  return (
    <details className="thought">
      <summary>{running ? "Thinking…" : `Thought${took}`}</summary>
      <div className="thought-text">
        <Markdown text={message.content} streaming={running} />
      </div>
    </details>
  );
}

const signs = { error: "✕", warning: "!", retry: "↻", compaction: "⤓", info: "i" } as const;
const words = {
  error: "Error",
  warning: "Warning",
  retry: "Trying again",
  compaction: "Compacted",
  info: "Note",
} as const;

function Notice({ message }: { message: Message }) {
  const kind = message.notice ?? "info";
  return (
    <p className={`notice notice-${kind}`}>
      <span className="notice-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <span dir="auto">
        <b>{words[kind]}</b> {message.content}
      </span>
    </p>
  );
}
