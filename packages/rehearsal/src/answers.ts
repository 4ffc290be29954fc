import { textOf } from "./deltas.ts";
import type { ScenarioItem, Usage } from "./scenario.ts";

const ERROR_TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  529: "overloaded_error",
};

/** The error body that both APIs use, its type fitting the HTTP status. */
export function errorBody(status: number, message: string): object {
  const type = ERROR_TYPES[status] ?? "api_error";
  return { type: "error", error: { type, message } };
}

/** Tokens at the usual four characters each, most of the request taken as cached. */
export function estimateUsage(requestChars: number, items: ScenarioItem[]): Usage {
  const input = Math.ceil(requestChars / 4);
  let output = 0;
  let reasoning = 0;
  for (const item of items) {
    if (item.type === "reasoning") reasoning += textOf(item).length / 4;
    else if (item.type === "text") output += textOf(item).length / 4;
    else output += JSON.stringify(item).length / 4;
  }
  return {
    input,
    cached: Math.floor(input * 0.8),
    output: Math.ceil(output + reasoning),
    reasoning: Math.floor(reasoning),
  };
}
