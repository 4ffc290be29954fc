import { connect, sessionStores } from "@orbitdock/client";
import type { ConnectionState } from "@orbitdock/client";
import type { SessionState } from "@orbitdock/protocol";
import packageJson from "../../package.json" with { type: "json" };
import { CliError } from "../cli-error.ts";
import type { Target } from "../target.ts";
import { openTerminal } from "../terminal.ts";
import { createTranscriptPrinter } from "./transcript-printer.ts";

export interface WatchOptions {
  json: boolean;
  /** Leave when the agent waits for a person to say something. */
  untilIdle: boolean;
}

/**
 * Shows a session until it ends, or its turn does. Reconnects by itself; Ctrl-C leaves the session
 * as it is.
 * @throws CliError
 */
export async function watchSession(
  target: Target,
  sessionId: string,
  options: WatchOptions,
): Promise<void> {
  const terminal = openTerminal(options.json);
  const printer = createTranscriptPrinter({
    style: terminal.style,
    columns: () => terminal.columns,
  });
  const over = Promise.withResolvers<void>();
  const connection = connect({
    url: target.url,
    token: target.token ?? undefined,
    client: { name: "orbitdock-cli", version: packageJson.version },
  });
  if (options.json)
    connection.attach({
      frame: (frame) => {
        const about = frame.type === "session_snapshot" ? frame.session.id : null;
        if (about === sessionId || ("session_id" in frame && frame.session_id === sessionId))
          terminal.value(frame);
      },
    });
  // Nobody comes back to it: lingering would only keep this process alive.
  const store = sessionStores(connection, { lingerMs: 0 }).get(sessionId);
  let lost = false;
  const stopListening = connection.subscribe(() => {
    const state = connection.getState();
    const problem = problemOf(state);
    if (problem !== null) over.reject(problem);
    if (state.status === "reconnecting" && !lost)
      terminal.note(`(the connection was lost: ${state.reason}; reconnecting)`);
    if (state.status === "open" && lost) terminal.note("(connected again)");
    if (state.status === "open" || state.status === "reconnecting") lost = state.status !== "open";
  });
  const stopWatching = store.subscribe(() => {
    const view = store.getState();
    if (view.status === "not_found")
      over.reject(new CliError("not_found", `There is no session ${sessionId}.`));
    if (view.status === "error") over.reject(new CliError("failed", view.error ?? "unknown"));
    if (view.session === null || view.status !== "live") return;
    terminal.text(printer.show(view.session));
    if (isOver(view.session, options.untilIdle)) over.resolve();
  });
  try {
    await over.promise;
    const { session } = store.getState();
    if (session !== null) terminal.line(terminal.style("dim", farewell(session)));
  } finally {
    stopWatching();
    stopListening();
    connection.close();
  }
}

function isOver(session: SessionState, untilIdle: boolean): boolean {
  if (session.status === "ended") return true;
  const idle = session.turn === null && session.queue.length === 0;
  return untilIdle && idle && ["waiting", "reply"].includes(session.work_status);
}

function farewell(session: SessionState): string {
  if (session.status === "ended") return `— ended: ${session.ended_reason ?? "no reason given"}`;
  const { input_tokens, output_tokens } = session.token_usage;
  return `— waits for you (${input_tokens} tokens in, ${output_tokens} out)`;
}

function problemOf(state: ConnectionState): CliError | null {
  if (state.status === "unauthorized") return new CliError("unauthorized", state.message);
  return null;
}
