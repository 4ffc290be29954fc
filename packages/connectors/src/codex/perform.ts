import type { AgentEffect, OutboxEntry, ThreadSettings } from "@orbitdock/core";
import type { WriteLine } from "../connector.ts";
import { placeOf } from "./ask/asking.ts";
import { answerOf } from "./ask/server-request.ts";
import type { SandboxPolicy, UserInput } from "./generated/protocol.ts";
import { overrides, writeSandboxPolicy } from "./map/settings.ts";
import { requestLine, type Requests } from "./requests.ts";
import { refusalLine, replyLine, requestId, type NativeId, type Purpose } from "./wire.ts";

type EffectOf<Type extends AgentEffect["type"]> = Extract<AgentEffect, { type: Type }>;

/** The sandbox policy a thread is known to have; see `writeSandboxPolicy`. */
export type PolicyOf = (threadId: string) => SandboxPolicy | undefined;

/**
 * The lines that carry an effect out. Each has an id of its own that is the same whenever it is
 * asked for, and each request's id says what it was for.
 */
export function performEffect(entry: OutboxEntry, policyOf: PolicyOf): WriteLine[] {
  return linesOf(entry, policyOf).map((data, index) => ({ id: `${entry.id}.${index}`, data }));
}

function linesOf(entry: OutboxEntry, policyOf: PolicyOf): string[] {
  const { effect, session_id: session } = entry;
  const say = <Method extends keyof Requests>(
    purpose: Purpose,
    method: Method,
    params: Requests[Method],
    ...more: string[]
  ): string => requestLine(requestId(purpose, session, entry.id, ...more), method, params);

  switch (effect.type) {
    case "thread_start":
      return [say("thread_start", "thread/start", { cwd: effect.cwd, ...threadSettings(effect) })];
    case "thread_resume":
      return [
        say("thread_resume", "thread/resume", {
          threadId: effect.thread_id,
          cwd: effect.cwd,
          excludeTurns: true,
          ...threadSettings(effect),
        }),
      ];
    case "thread_fork":
      return [
        say("thread_fork", "thread/fork", {
          threadId: effect.source_thread_id,
          cwd: effect.cwd,
          excludeTurns: true,
          ...(effect.source_turn_id === null ? {} : { lastTurnId: effect.source_turn_id }),
          ...threadSettings(effect),
        }),
      ];
    case "turn_start":
      return [
        say(
          "turn_start",
          "turn/start",
          {
            threadId: effect.thread_id,
            clientUserMessageId: effect.message_id,
            input: words(effect.content),
            ...turnSettings(effect, policyOf(effect.thread_id)),
          },
          effect.message_id,
        ),
      ];
    case "turn_steer":
      return [
        say(
          "turn_steer",
          "turn/steer",
          {
            threadId: effect.thread_id,
            expectedTurnId: effect.turn_id,
            clientUserMessageId: effect.message_id,
            input: words(effect.content),
          },
          effect.message_id,
        ),
      ];
    case "turn_interrupt": {
      const { thread_id: threadId, turn_id: turnId } = effect;
      return [say("turn_interrupt", "turn/interrupt", { threadId, turnId }, turnId)];
    }
    case "approval_answer":
      return answerLines(effect, say);
    case "thread_configure":
      return [
        say("thread_configure", "thread/settings/update", {
          threadId: effect.thread_id,
          ...turnSettings(effect, policyOf(effect.thread_id)),
        }),
      ];
    case "thread_rename":
      // Codex has no way to take a name away (0.169).
      if (effect.name === null || effect.name.trim() === "") return [];
      return [
        say("thread_rename", "thread/name/set", { threadId: effect.thread_id, name: effect.name }),
      ];
    case "thread_compact":
      return [say("thread_compact", "thread/compact/start", { threadId: effect.thread_id })];
    case "thread_end": {
      const { thread_id: threadId } = effect;
      return [
        // An interrupt leaves running commands alone; nobody would ever see them again.
        say("thread_end", "thread/backgroundTerminals/clean", { threadId }, "commands"),
        say("thread_end", "thread/unsubscribe", { threadId }, "unsubscribe"),
      ];
    }
  }
}

/** What a thread is opened with: the mode alone, so that config.toml's details of it hold. */
function threadSettings(settings: ThreadSettings) {
  const { effort, ...rest } = overrides(settings);
  const { sandbox_mode: sandbox } = settings;
  return {
    ...rest,
    ...(sandbox === null ? {} : { sandbox }),
    ...(effort === undefined ? {} : { config: { model_reasoning_effort: effort } }),
  };
}

function turnSettings(settings: ThreadSettings, present: SandboxPolicy | undefined) {
  const { sandbox_mode: mode } = settings;
  const sandboxPolicy = mode === null ? undefined : writeSandboxPolicy(mode, present);
  return { ...overrides(settings), ...(sandboxPolicy === undefined ? {} : { sandboxPolicy }) };
}

function words(content: string): UserInput[] {
  return [{ type: "text", text: content, text_elements: [] }];
}

function answerLines(
  effect: EffectOf<"approval_answer">,
  say: <Method extends keyof Requests>(
    purpose: Purpose,
    method: Method,
    params: Requests[Method],
    ...more: string[]
  ) => string,
): string[] {
  const { request, answer } = effect;
  const id = nativeId(request.native_id);
  const how = answerOf(request);
  if (!how) return [refusalLine(id, `OrbitDock cannot answer ${request.native_kind}.`)];
  const { result, interrupt } = how(request, answer);
  const place = placeOf(request);
  const threadId = place.thread ?? effect.thread_id;
  const turnId = place.turn ?? effect.turn_id;
  const lines = [replyLine(id, result)];
  if (turnId === null) return lines;
  if (interrupt === true)
    lines.push(say("turn_interrupt", "turn/interrupt", { threadId, turnId }, turnId));
  const reason =
    answer.type === "decision" && answer.decision === "denied" ? answer.message?.trim() : "";
  // A refusal carries no words: they follow as steering (the older protocol's does).
  if (reason && request.native_kind.includes("/"))
    lines.push(
      say("denial_reason", "turn/steer", {
        threadId,
        expectedTurnId: turnId,
        input: words(reason),
      }),
    );
  return lines;
}

/** The agent's id as it came: JSON of a number or a text. */
function nativeId(json: string): NativeId {
  try {
    const id: unknown = JSON.parse(json);
    return typeof id === "number" || typeof id === "string" ? id : json;
  } catch {
    return json;
  }
}
