import { groupOf } from "@orbitdock/client";
import type { SessionSummary } from "@orbitdock/protocol";
import { shortPath } from "../look/short-path.ts";
import { sessionPlace } from "./naming.ts";

/** The colour and sign of a state. */
export type Tone = "permission" | "question" | "working" | "reply" | "ended" | "failed";

/** How a session shows itself in a row or on a card. */
export interface Face {
  tone: Tone;
  /** The state in a word or two. */
  word: string;
  /** What it does or asks: the tool, then its argument. */
  tool: string | null;
  detail: string;
  /** Whether `detail` is code. */
  code: boolean;
  since: string;
}

export function faceOf(session: SessionSummary): Face {
  const request = session.pending_approval;
  const group = groupOf(session);
  if (request) {
    const tone = request.type === "question" ? "question" : "permission";
    const word = { exec: "Allow command", patch: "Allow edit", question: "Question" }[request.type];
    const file = request.file_path && shortPath(request.file_path, session.project_path);
    const asked = request.command ?? request.question ?? file ?? request.reason ?? "";
    const detail = asked.trim().split("\n", 1)[0] ?? "";
    const code = request.type !== "question";
    return { tone, word, tool: null, detail, code, since: request.requested_at };
  }
  const place = sessionPlace(session) || session.project_name;
  const plain = { tool: null, code: false, since: session.status_since };
  if (group === "ended") return { ...plain, tone: "ended", word: "Ended", detail: place };
  if (group === "working") {
    const tool = session.current_tool;
    const starting = session.agent_status === "starting" ? "Starting" : "Thinking";
    return {
      tone: "working",
      word: "Working",
      tool: tool?.name ?? starting,
      detail: shortPath(tool?.argument ?? "", session.project_path),
      code: true,
      since: session.status_since,
    };
  }
  if (session.last_error && group === "needs_you") {
    const { message, at } = session.last_error;
    return { ...plain, tone: "failed", word: "Stopped", detail: message, since: at };
  }
  if (group === "needs_you") {
    const question = session.work_status === "question";
    return {
      ...plain,
      tone: question ? "question" : "permission",
      word: question ? "Question" : "Permission",
      detail: place,
    };
  }
  return { ...plain, tone: "reply", word: "Ready", detail: place };
}
