import type { Message } from "@orbitdock/protocol";
import { useState } from "react";
import { DiffView } from "../approval/diff-view.tsx";
import { useConversation } from "./conversation-context.ts";
import { CopyButton } from "./copy-button.tsx";
import { ShowWhole } from "./show-whole.tsx";
import { toolFacts } from "./tool-facts.ts";

/** Characters of an output that are drawn before "show all": its end, which says how it went. */
const drawn = 12_000;

/** What a tool call did: a diff, or what was called and what came out. */
export function ToolDetail({ message }: { message: Message }) {
  const { root } = useConversation();
  const { diff } = toolFacts(message, root);
  const cut = message.truncated_fields ?? [];
  const output =
    message.message_type === "tool_result" ? message.content : (message.tool_output ?? "");
  const input = diff === null ? inputOf(message) : null;
  return (
    <>
      {diff !== null && <DiffView diff={diff} root={root} bare />}
      {input !== null && (
        <div className="tool-input">
          <pre dir="ltr" tabIndex={0} aria-label="called with">
            {input}
          </pre>
          <CopyButton text={input} />
        </div>
      )}
      {output !== "" && <Output text={output} running={message.status === "streaming"} />}
      {output === "" && diff === null && message.status !== "streaming" && (
        <p className="tool-none">No output.</p>
      )}
      {cut.length > 0 && <ShowWhole messageId={message.id} what="whole output" />}
    </>
  );
}

function Output({ text, running }: { text: string; running: boolean }) {
  const [all, setAll] = useState(false);
  const shown = all || text.length <= drawn ? text : text.slice(-drawn);
  return (
    <>
      {shown.length < text.length && (
        <button type="button" className="tool-more" onClick={() => setAll(true)}>
          Show {(text.length - shown.length).toLocaleString()} characters before this
        </button>
      )}
      <pre
        className={running ? "tool-output tool-grows" : "tool-output"}
        dir="auto"
        tabIndex={0}
        aria-label="output"
      >
        <span>{plain(shown)}</span>
      </pre>
    </>
  );
}

/** A command is shown whole only where its line could not; other tools' input always. */
function inputOf(message: Message): string | null {
  if (message.tool_name === "Bash")
    return message.content.length > 60 || message.content.includes("\n") ? message.content : null;
  if (message.tool_input === null || message.tool_input === "{}") return null;
  try {
    return JSON.stringify(JSON.parse(message.tool_input), null, 2);
  } catch {
    // Shown as it came: it is the agent's text, and it need not be JSON.
    return message.tool_input;
  }
}

/** Without the codes that colour a terminal. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g, "");
}
