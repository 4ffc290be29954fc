import type { Model } from "@orbitdock/protocol";
import type { Heard, WriteLine } from "../connector.ts";
import type {
  GetAccountResponse,
  ModelListResponse,
  ThreadStartResponse,
  ThreadTurnsListResponse,
} from "./generated/protocol.ts";
import { findHistory, historyItems, nextPage, readHistory } from "./history.ts";
import { loginHint, readStartError } from "./map/errors.ts";
import { agentReady } from "./map/settings.ts";
import { fields, list, text, texts } from "./read.ts";
import { requestLine } from "./requests.ts";
import { readRequestId, requestId, type NativeId } from "./wire.ts";

/** What a response is besides what it says: a thread that a session has from now on. */
export interface Answered {
  heard: Heard[];
  opened?: { session: string; response: ThreadStartResponse };
}

/**
 * Reads a result by what its request was for.
 * @throws MisreadError where it is not what the protocol says
 */
export function readResult(id: NativeId, result: unknown): Answered {
  const known = readRequestId(id);
  if (!known) return { heard: [unrouted("response", `no request of ours has the id ${id}`)] };
  const [first = "", opening = "", threadId = "", number = "0"] = known.parts;
  switch (known.purpose) {
    case "thread_start":
      return openedThread(first, opening, result, false);
    case "thread_resume":
    case "thread_fork":
      return openedThread(first, opening, result, true);
    case "history_end": {
      const { nextCursor } = fields(result, "result") as ThreadTurnsListResponse;
      const place = { session: first, opening, threadId };
      return { heard: [{ type: "write", lines: [readHistory(place, 0, nextCursor)] }] };
    }
    case "history_page": {
      const response = fields(result, "result") as ThreadTurnsListResponse;
      const heard = historyItems(response).map((input): Heard => {
        return { type: "input", session_id: first, input };
      });
      const next = nextPage(response);
      const place = { session: first, opening, threadId };
      if (next !== null)
        heard.push({ type: "write", lines: [readHistory(place, Number(number) + 1, next)] });
      return { heard };
    }
    case "account":
      return { heard: readAccount(first, fields(result, "result") as GetAccountResponse) };
    case "models": {
      const { data } = fields(result, "result") as ModelListResponse;
      return {
        heard: [{ type: "models", query_id: first, models: list(data, "data").map(readModel) }],
      };
    }
    case "initialize":
    case "turn_start":
    case "turn_steer":
    case "denial_reason":
    case "turn_interrupt":
    case "thread_configure":
    case "thread_rename":
    case "thread_compact":
    case "thread_end":
    case "parent":
      // Notifications tell what came of it.
      return { heard: [] };
  }
}

function openedThread(
  session: string,
  opening: string,
  result: unknown,
  hasHistory: boolean,
): Answered {
  const response = fields(result, "result") as ThreadStartResponse;
  const ready = agentReady(response);
  const heard: Heard[] = [{ type: "input", session_id: session, input: ready }];
  heard.push({ type: "write", lines: [askAccount(session, opening)] });
  if (hasHistory)
    heard.push({ type: "write", lines: [findHistory(session, opening, response.thread.id)] });
  return { heard, opened: { session, response } };
}

/** A thread opens without a login, too: only its first turn would fail, after a row of retries. */
function askAccount(session: string, opening: string): WriteLine {
  const id = requestId("account", session, opening);
  return { id, data: requestLine(id, "account/read", {}) };
}

function readAccount(
  session: string,
  { account, requiresOpenaiAuth }: GetAccountResponse,
): Heard[] {
  if (account !== null || requiresOpenaiAuth !== true) return [];
  const text = `Codex is not signed in. ${loginHint}`;
  return [{ type: "input", session_id: session, input: { type: "notice", kind: "warning", text } }];
}

function readModel(model: ModelListResponse["data"][number]): Model {
  const efforts = list(model.supportedReasoningEfforts, "supportedReasoningEfforts");
  return {
    id: text(model.model, "model"),
    provider: "codex",
    name: text(model.displayName, "displayName"),
    description: model.description || null,
    is_default: model.isDefault === true,
    efforts: texts(efforts.map((option) => option.reasoningEffort)),
    default_effort: model.defaultReasoningEffort ?? null,
  };
}

/** Reads an error by what its request was for. */
export function readFailure(id: NativeId, error: { message: string }): Heard[] {
  const known = readRequestId(id);
  if (!known)
    return [unrouted("response", `no request of ours has the id ${id}: ${error.message}`)];
  const { purpose, parts } = known;
  const [session = "", , third = ""] = parts;
  const { message } = error;
  const hint = /not logged in|unauthorized/i.test(message) ? { hint: loginHint } : {};
  const failed = (request: "turn_start" | "turn_steer" | "other", said: string): Heard[] => [
    {
      type: "input",
      session_id: session,
      input: {
        type: "request_failed",
        request,
        error: { message: said, ...hint },
        ...(request === "other" ? {} : { message_id: third }),
      },
    },
  ];
  switch (purpose) {
    case "thread_start":
    case "thread_resume":
    case "thread_fork": {
      const input = { type: "agent_failed", error: readStartError(message) } as const;
      return [{ type: "input", session_id: session, input }];
    }
    case "turn_start":
      return failed("turn_start", `Codex did not take the message: ${message}`);
    case "turn_steer":
      return failed("turn_steer", `Codex did not take the message: ${message}`);
    case "denial_reason":
      return failed("other", `Your reason did not reach the agent: ${message}`);
    case "turn_interrupt": {
      // The turn was over before the interrupt came, and its end was heard before this.
      const over = /no active turn|expected active turn/.test(message);
      if (over) return [unrouted(purpose, message)];
      return failed("other", `Codex did not interrupt: ${message}`);
    }
    case "thread_configure":
      return failed("other", `Codex did not take the settings: ${message}`);
    case "thread_rename":
      return failed("other", `Codex did not take the name: ${message}`);
    case "thread_compact":
      return failed("other", `Codex did not compact: ${message}`);
    case "models":
      return [{ type: "query_failed", query_id: session, message }];
    case "initialize":
    case "thread_end":
    case "account":
    case "history_end":
    case "history_page":
    case "parent":
      return [unrouted(purpose, message)];
  }
}

function unrouted(name: string, reason: string): Heard {
  return { type: "unrouted", name, reason };
}
