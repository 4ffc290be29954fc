import type { AgentInput } from "@orbitdock/core";
import type { ServerNotification } from "../generated/protocol.ts";
import { text, textOrNull } from "../read.ts";
import { contentDelta, outputDelta, progress, summaryPart } from "./deltas.ts";
import { itemCompleted, itemId, itemStarted } from "./items.ts";
import { autoReview, hookCompleted, mcpServerStatus, modelRerouted, notice } from "./notices.ts";
import { settingsUpdated } from "./settings.ts";
import { fileChangeFacts } from "./tool-items.ts";
import { errorSaid, planUpdated, turnEnded } from "./turns.ts";
import { tokenUsage } from "./usage.ts";

type Method = ServerNotification["method"];
type ParamsOf<Name extends Method> = Extract<ServerNotification, { method: Name }>["params"];
type Reading<Name extends Method> = (params: ParamsOf<Name>) => AgentInput[];

/** Known, and nothing in it that a session's reader would miss. */
const nothing = (): AgentInput[] => [];

/**
 * What each notification about a thread says to its session. Every method of the generated protocol
 * is here: a newer Codex that says more fails the type check, not the user.
 */
const readings: { [Name in Method]: Reading<Name> | "machine" } = {
  "turn/started": ({ turn }) => [{ type: "turn_started", native_id: text(turn.id, "turn.id") }],
  "turn/completed": ({ turn }) => turnEnded(turn),
  "turn/diff/updated": ({ diff }) => [{ type: "diff", diff: text(diff, "diff") || null }],
  "turn/plan/updated": (params) => [planUpdated(params)],
  error: errorSaid,

  "item/started": ({ item, turnId }) => itemStarted(item, itemId(turnId, item.id)),
  "item/completed": ({ item, turnId }) => itemCompleted(item, itemId(turnId, item.id)),
  "item/agentMessage/delta": (params) => contentDelta(params, "assistant"),
  "item/plan/delta": (params) => contentDelta(params, "assistant"),
  "item/reasoning/summaryTextDelta": (params) => contentDelta(params, "thinking"),
  "item/reasoning/textDelta": (params) => contentDelta(params, "thinking"),
  "item/reasoning/summaryPartAdded": summaryPart,
  "item/commandExecution/outputDelta": outputDelta,
  "item/fileChange/outputDelta": outputDelta,
  "item/fileChange/patchUpdated": ({ turnId, itemId: id, changes }) => [
    { type: "item_started", native_id: itemId(turnId, id), ...fileChangeFacts(changes) },
  ],
  "item/mcpToolCall/progress": progress,
  // The terminal echoes what is typed into it.
  "item/commandExecution/terminalInteraction": nothing,

  "thread/tokenUsage/updated": ({ tokenUsage: usage }) => [tokenUsage(usage)],
  "thread/settings/updated": ({ threadSettings }) => [settingsUpdated(threadSettings)],
  "thread/name/updated": ({ threadName }) => [{ type: "renamed", name: textOrNull(threadName) }],
  "thread/closed": () => [{ type: "agent_stopped", error: null }],
  "thread/deleted": () => notice("warning", "Another program deleted this conversation."),
  "thread/archived": () => notice("info", "This conversation was archived in Codex."),
  "thread/unarchived": nothing,
  "thread/reverted": () =>
    notice("warning", "Another program took this conversation back to an earlier turn."),
  "serverRequest/resolved": ({ requestId }) => [
    { type: "approval_withdrawn", native_id: JSON.stringify(requestIdOf(requestId)) },
  ],

  warning: ({ message }) => notice("warning", text(message, "message")),
  guardianWarning: ({ message }) => notice("warning", text(message, "message")),
  "model/rerouted": modelRerouted,
  "modelProvider/authRecoveryStarted": ({ message }) => notice("warning", text(message, "message")),
  "modelProvider/authRecoveryCompleted": ({ message }) => notice("info", text(message, "message")),
  "hook/completed": hookCompleted,
  "item/autoApprovalReview/completed": autoReview,
  "mcpServer/startupStatus/updated": mcpServerStatus,
  "autoApprovalReview/strictReviewRequired": () =>
    notice("info", "From here on every command of this turn is reviewed first."),

  // Said again by turn/started and turn/completed, or of use to Codex' own windows alone.
  "thread/status/changed": nothing,
  "thread/readState/changed": nothing,
  "thread/started": nothing,
  "thread/compacted": nothing,
  "thread/section/changed": nothing,
  "thread/attachment/updated": nothing,
  "thread/goal/updated": nothing,
  "thread/goal/cleared": nothing,
  "thread/prediction/updated": nothing,
  "thread/queue/changed": nothing,
  "thread/project/updated": nothing,
  "thread/environment/connected": nothing,
  "thread/environment/disconnected": nothing,
  "hook/started": nothing,
  "item/autoApprovalReview/started": nothing,
  "rawResponseItem/completed": nothing,
  "rawResponse/completed": nothing,
  "model/verification": nothing,
  "model/safetyBuffering/updated": nothing,
  "turn/moderationMetadata": nothing,
  "mcpServer/event/stream/notification": nothing,
  "mcpServer/oauthLogin/completed": nothing,

  // Of features that are never started from here.
  "thread/realtime/started": nothing,
  "thread/realtime/itemAdded": nothing,
  "thread/realtime/item/started": nothing,
  "thread/realtime/item/transcript/delta": nothing,
  "thread/realtime/item/completed": nothing,
  "thread/realtime/transcript/delta": nothing,
  "thread/realtime/transcript/done": nothing,
  "thread/realtime/outputAudio/delta": nothing,
  "thread/realtime/sdp": nothing,
  "thread/realtime/error": nothing,
  "thread/realtime/closed": nothing,

  // Of the program as a whole, not of a thread.
  "account/rateLimits/updated": "machine",
  "account/updated": "machine",
  "account/gatewayOAuth/changed": "machine",
  "account/login/completed": "machine",
  "app/list/updated": "machine",
  "command/exec/outputDelta": "machine",
  configWarning: "machine",
  deprecationNotice: "machine",
  "externalAgentConfig/import/progress": "machine",
  "externalAgentConfig/import/completed": "machine",
  "fs/changed": "machine",
  "fuzzyFileSearch/sessionUpdated": "machine",
  "fuzzyFileSearch/sessionCompleted": "machine",
  "process/outputDelta": "machine",
  "process/exited": "machine",
  "project/changed": "machine",
  "remoteControl/status/changed": "machine",
  "skills/changed": "machine",
  "windows/worldWritableWarning": "machine",
  "windowsSandbox/setupCompleted": "machine",
};

function requestIdOf(id: unknown): string | number {
  return typeof id === "number" ? id : text(id, "requestId");
}

export function isKnown(method: string): method is Method {
  return Object.hasOwn(readings, method);
}

/** Whether a notification is about the program and not about a thread. */
export function isOfMachine(method: Method): boolean {
  return readings[method] === "machine";
}

/**
 * What a notification says to its session.
 * @throws MisreadError where the line is not what the protocol says
 */
export function readNotification(method: Method, params: object): AgentInput[] {
  const reading = readings[method];
  if (reading === "machine") return [];
  // The table pairs each method with its own params; the union cannot say so.
  return (reading as (params: object) => AgentInput[])(params);
}
