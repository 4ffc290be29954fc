import { Command } from "commander";
import { openTerminal } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { chooseSession } from "./choose.ts";
import { targetOf } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { openWire } from "./wire.ts";
import type { Wire } from "./wire.ts";
import type { SessionSummary } from "@orbitdock/protocol";

/** Options that every command takes. */
export interface CommonOptions extends TargetOptions {
  json?: boolean;
}

type Values = Record<string, unknown>;

/** A command with the options common to all, its examples, and what it does. */
export function command(
  usage: string,
  description: string,
  examples: readonly string[] = [],
): Command {
  const made = new Command(usage.split(" ")[0])
    .description(description)
    .option("--json", "print JSON and nothing else on stdout")
    .option("--url <url>", "address of the server (or ORBITDOCK_URL)")
    .option("--token <token>", "its token (or ORBITDOCK_TOKEN, which `ps` does not show)")
    .option("--data-dir <dir>", "home of the local server (or ORBITDOCK_HOME)");
  for (const argument of usage.split(" ").slice(1)) made.argument(argument);
  if (examples.length > 0)
    made.addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
  return made;
}

/** Gives a command its action: it gets the terminal, its options and its arguments. */
export function does<Options extends CommonOptions>(
  made: Command,
  action: (terminal: Terminal, options: Options, args: (string | undefined)[]) => Promise<void>,
): Command {
  return made.action(async () => {
    const options = made.optsWithGlobals<Options & Values>();
    await action(openTerminal(options.json === true), options, made.processedArgs as string[]);
  });
}

/** Talks to the server for as long as `talk` takes. */
export async function withWire<T>(
  options: TargetOptions,
  talk: (wire: Wire) => Promise<T>,
): Promise<T> {
  const wire = await openWire(targetOf(options));
  try {
    return await talk(wire);
  } finally {
    wire.close();
  }
}

/** The same, about the session whose id begins with what was typed. */
export function withSession<T>(
  options: TargetOptions,
  typed: string | undefined,
  talk: (wire: Wire, session: SessionSummary) => Promise<T>,
): Promise<T> {
  return withWire(options, async (wire) => {
    return talk(wire, chooseSession(await wire.sessions(), typed ?? ""));
  });
}
