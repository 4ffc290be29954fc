import { clientMessage, limits } from "@orbitdock/protocol";
import type { ClientMessage } from "@orbitdock/protocol";
import { CommandError } from "./command-error.ts";

/** Room for the command's id in the frame. */
const spare = 256;

/**
 * What is wrong with a request, before it is sent. One that the server could not read would get no
 * answer that names it, and one past the frame's limit would cost the connection again and again,
 * since it is re-sent after every reconnect.
 */
export function requestProblem(message: ClientMessage): CommandError | null {
  const result = clientMessage.safeParse(message);
  if (!result.success) {
    const issue = result.error.issues[0];
    const where = issue?.path.join(".") || message.type;
    return new CommandError("invalid_argument", `${where}: ${issue?.message ?? "not valid"}`);
  }
  const text = JSON.stringify(message);
  const most = limits.frameBytes - spare;
  if (text.length * 3 <= most || new TextEncoder().encode(text).length <= most) return null;
  return new CommandError("too_large", `${message.type} is larger than ${limits.frameBytes} bytes`);
}
