import type { Message } from "@orbitdock/protocol";
import { memo, useId, useState } from "react";
import { DiffCounts } from "../approval/diff-view.tsx";
import { useTimeText } from "../look/clock.ts";
import { useConversation } from "./conversation-context.ts";
import { duration, since, wholeSeconds } from "./format.ts";
import { ToolDetail } from "./tool-detail.tsx";
import { toolFacts } from "./tool-facts.ts";
import type { Place } from "./turn-rows.ts";
import "./tool-row.css";

/** Changed lines up to which an edit is shown without being asked for. */
const smallEdit = 16;

/** A tool call: one line, opened for what it did. Calls in a row share one box. */
export const ToolRow = memo(function ToolRow(props: { message: Message; place: Place }) {
  const { message, place } = props;
  const { root, waiting } = useConversation();
  /** Null until the reader opens or closes it: then a small edit is open, anything else closed. */
  const [chosen, setChosen] = useState<boolean | null>(null);
  const detail = useId();
  const { name, argument, whole, diff, added, removed } = toolFacts(message, root);
  const open = chosen ?? (diff !== null && added + removed <= smallEdit);
  return (
    <div className={`tool tool-${place}`}>
      <button
        type="button"
        className="tool-line"
        aria-expanded={open}
        aria-controls={open ? detail : undefined}
        onClick={() => setChosen(!open)}
      >
        <span className="tool-name">{name}</span>
        <span className="tool-argument" title={whole.slice(0, 2000)}>
          <bdi dir="ltr">{argument}</bdi>
        </span>
        <span className="tool-end">
          {(added > 0 || removed > 0) && <DiffCounts added={added} removed={removed} />}
          <Outcome message={message} />
          {message.status === "streaming" ? (
            waiting.has(message.id) ? (
              <span className="tool-waits">waits for you</span>
            ) : (
              <Running from={message.timestamp} />
            )
          ) : (
            message.duration_ms !== null && <span>{duration(message.duration_ms)}</span>
          )}
        </span>
        <span className="tool-mark" aria-hidden="true">
          {open ? "▾" : "▸"}
        </span>
      </button>
      {open && (
        <div id={detail} className="tool-detail">
          <ToolDetail message={message} />
        </div>
      )}
    </div>
  );
});

function Outcome({ message }: { message: Message }) {
  if (message.status === "declined") return <span className="tool-bad">declined</span>;
  if (message.status === "interrupted") return <span className="tool-bad">stopped</span>;
  return message.is_error ? <span className="tool-bad">failed</span> : null;
}

function Running({ from }: { from: string }) {
  const text = useTimeText((now) => wholeSeconds(since(from, now)));
  return <span className="tool-running">running {text}</span>;
}
