import type { ExitBody } from "@orbitdock/agent-host";
import type { AgentError } from "@orbitdock/core";
import type { Provider } from "@orbitdock/protocol";

/** Lines of an agent's last words that are shown. */
const lastWords = 5;

/** What became of an agent's process, for the person whose session it served. */
export function exitError(provider: Provider, exit: ExitBody): AgentError {
  const fate =
    exit.signal !== null ? `was ended by ${exit.signal}` : `ended with code ${exit.code ?? "?"}`;
  const words = exit.stderr_tail.trim().split("\n").slice(-lastWords).join("\n");
  return {
    message: `The ${provider} program ${fate}.${words ? `\n${words}` : ""}`,
    hint: "What it had said is kept. Send a message or resume the session to start it again.",
  };
}
