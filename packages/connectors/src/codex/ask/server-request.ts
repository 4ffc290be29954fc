import type { AgentRequest } from "@orbitdock/core";
import type { ApprovalRequest } from "@orbitdock/protocol";
import type { FileUpdateChange, ServerRequest } from "../generated/protocol.ts";
import type { NativeId } from "../wire.ts";
import type { Answer } from "./asking.ts";
import { answerCommand, askCommand } from "./command.ts";
import { answerElicitation, askElicitation } from "./elicitation.ts";
import { answerOld, askOldCommand, askOldPatch } from "./legacy.ts";
import { answerPatch, askPatch } from "./patch.ts";
import { answerPermissions, askPermissions } from "./permissions.ts";
import { answerQuestions, askQuestions } from "./questions.ts";

type Method = ServerRequest["method"];
type ParamsOf<Name extends Method> = Extract<ServerRequest, { method: Name }>["params"];

/** The item's changes where it was heard; see `askPatch`. */
type ChangesOf = (params: { turnId: string; itemId: string }) => FileUpdateChange[] | undefined;

type Kind<Name extends Method> =
  | {
      ask: (
        params: ParamsOf<Name>,
        id: NativeId,
        method: string,
        changesOf: ChangesOf,
      ) => AgentRequest | null;
      answer: Answer;
    }
  /** No person can answer it: why, for the agent. */
  | { refuse: string };

const kinds: { [Name in Method]: Kind<Name> } = {
  "item/commandExecution/requestApproval": { ask: askCommand, answer: answerCommand },
  "item/fileChange/requestApproval": {
    ask: (params, id, method, changesOf) => askPatch(params, id, method, changesOf(params)),
    answer: answerPatch,
  },
  "item/permissions/requestApproval": { ask: askPermissions, answer: answerPermissions },
  "mcpServer/elicitation/request": { ask: askElicitation, answer: answerElicitation },
  "item/tool/requestUserInput": { ask: askQuestions, answer: answerQuestions },
  execCommandApproval: { ask: askOldCommand, answer: answerOld },
  applyPatchApproval: { ask: askOldPatch, answer: answerOld },
  "item/tool/call": { refuse: "OrbitDock offers no tools of its own." },
  "account/chatgptAuthTokens/refresh": { refuse: "OrbitDock holds no ChatGPT tokens." },
  "attestation/generate": { refuse: "OrbitDock makes no attestations." },
  "currentTime/read": { refuse: "OrbitDock keeps no clock for the agent." },
};

/**
 * What the agent asks of a person, or why nobody here can answer.
 * @throws MisreadError where the request is not what the protocol says
 */
export function readRequest(
  method: string,
  params: object,
  id: NativeId,
  changesOf: ChangesOf,
): { request: AgentRequest } | { refuse: string } {
  const kind = kindOf(method);
  if (!kind) return { refuse: `OrbitDock does not know ${method}.` };
  if ("refuse" in kind) return kind;
  const request = kind.ask(params, id, method, changesOf);
  return request === null
    ? { refuse: `OrbitDock cannot show this kind of ${method}.` }
    : { request };
}

/** How a request of this kind is answered; undefined for a kind that is never asked. */
export function answerOf(request: ApprovalRequest): Answer | undefined {
  const kind = kindOf(request.native_kind);
  return kind && "answer" in kind ? kind.answer : undefined;
}

interface AnyKind {
  ask: (params: object, id: NativeId, method: string, changesOf: ChangesOf) => AgentRequest | null;
  answer: Answer;
}

function kindOf(method: string): AnyKind | { refuse: string } | undefined {
  if (!Object.hasOwn(kinds, method)) return undefined;
  // The table pairs each method with its own params; the union cannot say so.
  return kinds[method as Method] as AnyKind | { refuse: string };
}
