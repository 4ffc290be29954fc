import type { AgentRequest } from "@orbitdock/core";
import type { Decision } from "@orbitdock/protocol";
import type {
  McpServerElicitationRequestParams,
  McpServerElicitationRequestResponse,
} from "../generated/protocol.ts";
import { text, textOrNull, texts } from "../read.ts";
import { isFields, type Fields, type NativeId } from "../wire.ts";
import { blank, decisionOf, kept, type Answer } from "./asking.ts";
import { formContent, formQuestions } from "./form.ts";

/**
 * `mcpServer/elicitation/request`: leave to run an MCP tool, a form of an MCP server, or a page to
 * open. Null for what only Codex' own windows can answer.
 */
export function askElicitation(
  params: McpServerElicitationRequestParams,
  id: NativeId,
  method: string,
): AgentRequest | null {
  const place = { thread_id: text(params.threadId, "threadId"), turn_id: params.turnId };
  const server = text(params.serverName, "serverName");
  switch (params.mode) {
    case "form":
    case "openai/form":
    case "openaiForm": {
      const meta = isFields(params._meta) ? params._meta : {};
      const message = text(params.message, "message");
      if (meta["codex_approval_kind"] === "mcp_tool_call")
        return { ...blank("exec", id, method), ...toolCall(server, message, meta, place) };
      return {
        ...blank("question", id, method),
        question: message,
        questions: formQuestions(params.requestedSchema),
        tool_name: `mcp__${server}`,
        options: ["denied", "abort"],
        native: { ...place, mode: "form", schema: params.requestedSchema },
      };
    }
    case "url": {
      const question = `${text(params.message, "message")}\n${text(params.url, "url")}`;
      return {
        ...blank("question", id, method),
        question,
        questions: [{ id: "done", header: server, question, options: [{ label: done }] }],
        tool_name: `mcp__${server}`,
        options: ["approved", "denied", "abort"],
        native: { ...place, mode: "url" },
      };
    }
    case "openai/userVerification":
    default:
      return null;
  }
}

const done = "I have opened it";

function toolCall(server: string, message: string, meta: Fields, place: Fields) {
  const tool = textOrNull(meta["tool_name"]) ?? "tool";
  const input = isFields(meta["tool_params"]) ? meta["tool_params"] : {};
  const persist = texts(meta["persist"]);
  const options: Decision[] = [
    "approved",
    ...(persist.includes("session") ? (["approved_for_session"] as const) : []),
    ...(persist.includes("always") ? (["approved_always"] as const) : []),
    "denied",
    "abort",
  ];
  return {
    command: `${server}.${tool} ${JSON.stringify(input)}`,
    tool_name: `mcp__${server}__${tool}`,
    tool_input: JSON.stringify(input),
    reason: message,
    options,
    native: { ...place, mode: "tool" },
  };
}

/** How long an allowance holds is said in `_meta.persist`, in the words of the request (0.169). */
const persistence: Partial<Record<Decision, string>> = {
  approved_for_session: "session",
  approved_always: "always",
};

export const answerElicitation: Answer = (request, answer) => {
  const { mode, schema } = kept(request);
  const decision = decisionOf(answer);
  const result = (
    action: McpServerElicitationRequestResponse["action"],
    content: unknown = null,
    meta: Fields | null = null,
  ) => ({ result: { action, content, _meta: meta } });
  if (decision === "denied") return result("decline");
  if (decision === "abort") return { ...result("cancel"), interrupt: true };
  if (mode === "form")
    return result("accept", formContent(schema, answer.type === "answers" ? answer.answers : {}));
  if (mode === "url") return result("accept");
  const persist = persistence[decision];
  return result("accept", {}, persist === undefined ? null : { persist });
};
