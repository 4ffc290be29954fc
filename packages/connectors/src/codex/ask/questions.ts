import type { AgentRequest } from "@orbitdock/core";
import type { Question } from "@orbitdock/protocol";
import type {
  ToolRequestUserInputParams,
  ToolRequestUserInputQuestion,
  ToolRequestUserInputResponse,
} from "../generated/protocol.ts";
import { itemId } from "../map/items.ts";
import { list, text } from "../read.ts";
import type { NativeId } from "../wire.ts";
import { blank, type Answer } from "./asking.ts";

/** `item/tool/requestUserInput`: the model asks one or several questions. No item announces it (0.169). */
export function askQuestions(
  params: ToolRequestUserInputParams,
  id: NativeId,
  method: string,
): AgentRequest {
  const questions = list(params.questions, "questions").map(readQuestion);
  return {
    ...blank("question", id, method),
    question: questions.map((one) => one.question).join("\n"),
    questions,
    item_native_id: itemId(params.turnId, params.itemId),
    options: ["denied", "abort"],
    native: { thread_id: text(params.threadId, "threadId"), turn_id: params.turnId },
  };
}

function readQuestion(question: ToolRequestUserInputQuestion): Question {
  const options = question.options ?? [];
  return {
    id: text(question.id, "question.id"),
    header: text(question.header, "header"),
    question: text(question.question, "question"),
    options: options.map(({ label, description }) => ({
      label: text(label, "label"),
      ...(typeof description === "string" ? { description } : {}),
    })),
    ...(question.isOther === true || options.length === 0 ? { allow_other: true } : {}),
    ...(question.isSecret === true ? { secret: true } : {}),
  };
}

/** No answers at all tell the model that the person would not say. */
export const answerQuestions: Answer = (_request, answer) => {
  if (answer.type === "decision")
    return { result: { answers: {} }, interrupt: answer.decision === "abort" };
  const given = Object.entries(answer.answers).map(([id, answers]) => [id, { answers }]);
  const result: ToolRequestUserInputResponse = { answers: Object.fromEntries(given) };
  return { result };
};
