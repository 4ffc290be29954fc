import type { ApprovalRequest, Message, SessionState } from "@orbitdock/protocol";
import { askedIn } from "../choose.ts";
import { cut, oneLine, printable } from "../terminal.ts";
import type { Style } from "../terminal.ts";

/** Lines of a tool's output that are shown; the rest is counted. */
const OUTPUT_LINES = 12;
/** Messages of before that are shown at first. */
const PAST_MESSAGES = 20;

export interface PrinterOptions {
  style(style: Style, text: string): string;
  columns(): number;
}

/** Turns the states of a session, one after the other, into text that only ever grows. */
export interface TranscriptPrinter {
  /** What is new in this state since the last one. */
  show(session: SessionState): string;
}

/**
 * Messages are printed in their order. One that still grows is printed as far as it has come, and
 * those after it wait for its end; a request is printed at once, since someone must answer it.
 */
export function createTranscriptPrinter(options: PrinterOptions): TranscriptPrinter {
  const { style } = options;
  /** Messages that were printed to their end, or left out as too old. */
  const done = new Set<string>();
  /** The message that is being printed, and how much of its text is. */
  let growing: { id: string; printed: number } | undefined;
  const asked = new Set<string>();
  const turns = new Set<number>();
  let atLineStart = true;
  let started = false;

  const emit = (text: string): string => {
    if (text !== "") atLineStart = text.endsWith("\n");
    return text;
  };
  const block = (text: string): string => emit(`${atLineStart ? "" : "\n"}${text}\n`);

  const showMessage = (message: Message): string => {
    if (message.message_type === "assistant" || message.message_type === "thinking")
      return showGrowing(message);
    if (isGrowing(message)) return "";
    done.add(message.id);
    if (message.message_type === "user")
      return block(`\n${style("bold", "›")} ${printable(message.content)}`);
    return block(toolText(message, options));
  };

  const showGrowing = (message: Message): string => {
    const thinking = message.message_type === "thinking";
    let text = "";
    if (growing?.id !== message.id) {
      if (message.content === "" && isGrowing(message)) return "";
      growing = { id: message.id, printed: 0 };
      text += block("");
    }
    // A reconnect may show the message anew, shorter or cut; what stands on the screen stays.
    const fresh = printable(message.content.slice(growing.printed));
    growing.printed = Math.max(growing.printed, message.content.length);
    const kind: Style = message.notice === "error" ? "red" : thinking ? ["dim", "italic"] : "reset";
    if (fresh !== "") text += emit(kind === "reset" ? fresh : style(kind, fresh));
    if (isGrowing(message)) return text;
    done.add(message.id);
    growing = undefined;
    const mark = message.status === "interrupted" ? style("yellow", " ⏹ interrupted") : "";
    return text + emit(atLineStart && mark === "" ? "" : `${mark}\n`);
  };

  return {
    show(session) {
      let text = "";
      if (!started) {
        started = true;
        for (const old of session.messages.slice(0, -PAST_MESSAGES)) done.add(old.id);
        for (const { number } of session.turns) turns.add(number);
      }
      for (const message of session.messages) {
        if (done.has(message.id)) continue;
        text += showMessage(message);
        if (!done.has(message.id)) break;
      }
      for (const request of session.pending_approvals) {
        if (asked.has(request.id)) continue;
        asked.add(request.id);
        text += block(
          requestText(session.id, request, session.pending_approvals.length > 1, options),
        );
      }
      for (const turn of session.turns) {
        if (turns.has(turn.number)) continue;
        turns.add(turn.number);
        if (turn.outcome === "completed") continue;
        const why = turn.error === undefined ? "" : `: ${printable(turn.error)}`;
        text += block(style("yellow", `— turn ${turn.outcome}${why}`));
      }
      return text;
    },
  };
}

function isGrowing(message: Message): boolean {
  return message.status === "streaming";
}

function toolText(message: Message, { style, columns }: PrinterOptions): string {
  const marks = { declined: "✗ declined ", interrupted: "⏹ ", streaming: "", complete: "" };
  const mark = message.is_error
    ? style("red", "✗ ")
    : style("yellow", marks[message.status ?? "complete"]);
  const name = style("cyan", message.tool_name ?? "Tool");
  const head = `${mark}${name} ${oneLine(message.content, columns() - 12)}`;
  const output = printable(message.tool_output ?? "").trimEnd();
  if (output === "") return head;
  const lines = output.split("\n");
  const shown = lines.slice(-OUTPUT_LINES).map((line) => `  ${cut(line, columns() - 4)}`);
  const more = lines.length - shown.length;
  if (more > 0) shown.unshift(`  … ${more} lines before`);
  return `${head}\n${style("dim", shown.join("\n"))}`;
}

/** A request, whole, and exactly what to type to answer it. */
function requestText(
  sessionId: string,
  request: ApprovalRequest,
  several: boolean,
  { style }: PrinterOptions,
): string {
  const id = several ? `${sessionId} ${request.id}` : sessionId;
  const lines = [
    style(["yellow", "bold"], request.type === "question" ? "? asks" : "! wants approval"),
  ];
  if (request.reason) lines.push(`  ${printable(request.reason)}`);
  const what = request.command ?? request.question ?? request.file_path ?? askedIn(request, 500);
  lines.push(style("bold", indent(printable(what))));
  if (request.cwd) lines.push(style("dim", `  in ${printable(request.cwd)}`));
  if (request.diff) lines.push(style("dim", indent(printable(request.diff))));
  if (request.risk === "high")
    lines.push(style("red", `  risk: high ${request.risk_reasons.join("; ")}`));
  if (request.type === "question") lines.push(...questionLines(sessionId, request, several));
  else {
    lines.push(`  orbitdock approve ${id}`);
    if (request.options.includes("approved_for_session"))
      lines.push(`  orbitdock approve ${id} --session`);
    if (request.options.includes("approved_always")) {
      const rule = request.proposed_amendment?.join(" ");
      lines.push(
        `  orbitdock approve ${id} --always${rule ? style("dim", `   # ${oneLine(rule, 60)}`) : ""}`,
      );
    }
    lines.push(`  orbitdock deny ${id} --reason "…"`);
  }
  return lines.join("\n");
}

function questionLines(sessionId: string, request: ApprovalRequest, several: boolean): string[] {
  const which = several ? ` --request ${request.id}` : "";
  const questions = request.questions ?? [];
  const lines = questions.flatMap((question) => [
    ...(question.question === request.question
      ? []
      : [`  ${question.id}: ${oneLine(question.question, 200)}`]),
    ...question.options.map(
      ({ label, description }) =>
        `    - ${oneLine(label, 80)}${description ? `: ${oneLine(description, 120)}` : ""}`,
    ),
  ]);
  const to = questions.length > 1 ? questions.map(({ id }) => `--to ${id}="…"`).join(" ") : '"…"';
  return [...lines, `  orbitdock answer ${sessionId}${which} ${to}`];
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
