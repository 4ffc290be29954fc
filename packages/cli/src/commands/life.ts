import { nameOf } from "../choose.ts";
import { command, does, withSession } from "../command.ts";
import type { CommonOptions } from "../command.ts";

function lifeCommand(
  name: string,
  type: "interrupt_session" | "end_session" | "resume_session",
  description: string,
  done: string,
) {
  return does<CommonOptions>(
    command(`${name} <session>`, description, [`orbitdock ${name} 1jx3`]),
    (terminal, options, [typed]) =>
      withSession(options, typed, async (wire, session) => {
        await wire.command({ type, session_id: session.id });
        terminal.value({ session_id: session.id });
        terminal.line(`${done}: ${nameOf(session)}`);
      }),
  );
}

export const interrupt = lifeCommand(
  "interrupt",
  "interrupt_session",
  "stop the turn that runs; what came so far is kept",
  "interrupted",
);
export const end = lifeCommand("end", "end_session", "end a session", "ended");
export const resume = lifeCommand(
  "resume",
  "resume_session",
  "go on with an ended session",
  "resumed",
);

export const rename = does<CommonOptions>(
  command("rename <session> [name...]", "give a session a name; without one, take it back", [
    "orbitdock rename 1jx3 Refunds",
  ]),
  (terminal, options, [typed, words]) =>
    withSession(options, typed, async (wire, session) => {
      const name = [words ?? []].flat().join(" ") || null;
      await wire.command({ type: "rename_session", session_id: session.id, name });
      terminal.value({ session_id: session.id, name });
    }),
);

export const watch = does<CommonOptions & { turn?: boolean }>(
  command("watch <session>", "show what a session does, as it does it", [
    "orbitdock watch 1jx3",
    "orbitdock watch 1jx3 --turn   # until it waits for you to say something",
    "orbitdock watch 1jx3 --json   # the server's messages, one a line",
  ]).option("-t, --turn", "leave when its turn is over"),
  async (_terminal, options, [typed]) => {
    const id = await withSession(options, typed, async (_wire, session) => session.id);
    const { targetOf } = await import("../target.ts");
    const { watchSession } = await import("../watch/watch-session.ts");
    await watchSession(targetOf(options), id, {
      json: options.json === true,
      untilIdle: options.turn === true,
    });
  },
);
