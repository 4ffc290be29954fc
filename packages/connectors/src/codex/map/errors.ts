import type { AgentError } from "@orbitdock/core";
import type { CodexErrorInfo, TurnError } from "../generated/protocol.ts";
import { isFields } from "../wire.ts";
import { textOrNull } from "../read.ts";

export const loginHint = "Run `codex login` in a terminal, then send your message (again).";

const hints: Record<string, string> = {
  unauthorized: loginHint,
  usageLimitExceeded:
    "Wait until the limit resets, or see https://chatgpt.com/codex/settings/usage for more.",
  rateLimitExceeded: "The provider asks for a pause. Wait a little, then send the message again.",
  responseTooManyFailedAttempts:
    "The provider kept failing. Wait a little, then send the message again.",
  serverOverloaded: "The provider is overloaded. Wait a little, or choose another model.",
  flexUnavailable: "Flex processing is not available now. Try again later.",
  sessionBudgetExceeded: "This session's token budget is used up. Start a new session.",
  contextWindowExceeded: "Compact the session, or start a new one.",
  modelNotFound: "Choose a model that your account has.",
  httpConnectionFailed: "Check the network, a proxy, and the provider's address in config.toml.",
  responseStreamConnectionFailed:
    "Check the network, a proxy, and the provider's address in config.toml.",
  responseStreamDisconnected: "The connection broke too often. Check the network, then try again.",
  sandboxError: "The sandbox could not be set up. Try another sandbox mode.",
  tooManyDenials: "Too many actions were denied. Say what the agent may do, then go on.",
  badRequest: "The provider refused the request. The server's log has the details.",
};

/** What kind of error Codex says it is, and the provider's HTTP status where it says one. */
export function errorKind(info: CodexErrorInfo | null | undefined): {
  kind: string;
  status: number | null;
} {
  if (typeof info === "string") return { kind: info, status: null };
  if (!isFields(info)) return { kind: "other", status: null };
  const [kind = "other"] = Object.keys(info);
  const details = (info as Record<string, unknown>)[kind];
  const status = isFields(details) ? details["httpStatusCode"] : null;
  return { kind, status: typeof status === "number" ? status : null };
}

/** A turn's error for a person, with what to do about it where that is known. */
export function readTurnError(error: TurnError): AgentError {
  const { kind, status } = errorKind(error.codexErrorInfo);
  const message = plainMessage(textOrNull(error.message) ?? "Codex gave no reason.");
  const details = textOrNull(error.additionalDetails);
  const whole = details === null || details === message ? message : `${message}: ${details}`;
  const unauthorized = status === 401 || /\b401 Unauthorized\b/.test(whole);
  const hint = hints[unauthorized ? "unauthorized" : status === 429 ? "rateLimitExceeded" : kind];
  return hint === undefined ? { message: whole } : { message: whole, hint };
}

/** Some providers' errors reach us as the JSON of their body. */
function plainMessage(message: string): string {
  if (!message.startsWith("{")) return message;
  try {
    const body: unknown = JSON.parse(message);
    const error = isFields(body) ? body["error"] : undefined;
    return (isFields(error) ? textOrNull(error["message"]) : null) ?? message;
  } catch {
    return message;
  }
}

const startHints: [RegExp, string][] = [
  [
    /already has an active writer/,
    "Another Codex program has this conversation open. Close it there (quit the terminal's codex), then resume the session.",
  ],
  [
    /no rollout found|thread not found/,
    "Codex no longer has this conversation's transcript. Start a new session.",
  ],
  [/not logged in|401|unauthorized/i, loginHint],
  [/config/i, "Mend the config.toml in CODEX_HOME (~/.codex); `codex doctor` names the line."],
];

/** Why a thread could not be started, resumed or forked, for a person. */
export function readStartError(message: string): AgentError {
  const hint = startHints.find(([pattern]) => pattern.test(message))?.[1];
  const whole = `Codex could not open the conversation: ${message}`;
  return hint === undefined ? { message: whole } : { message: whole, hint };
}
