import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { CliError, exits } from "./cli-error.ts";
import { answer, approve, deny } from "./commands/decide.ts";
import { doctor } from "./commands/doctor.ts";
import { list, status } from "./commands/fleet.ts";
import { end, interrupt, rename, resume, watch } from "./commands/life.ts";
import { logs } from "./commands/logs.ts";
import { open, start, stop } from "./commands/server.ts";
import { newSession, send, steer } from "./commands/talk.ts";
import { HomeError } from "./server-home.ts";

const help = `
Sessions are named by the beginning of their id, as long as no other id begins so.
Exit codes: ${Object.entries(exits)
  .map(([name, code]) => `${code} ${name}`)
  .join(", ")}. Ctrl-C: 130.

Examples:
  orbitdock start --rehearsal
  orbitdock new --prompt "Fix the failing test" --watch
  orbitdock status
  orbitdock approve 1jx3`;

const program = new Command("orbitdock")
  .description("Mission control for AI coding agents")
  .version(packageJson.version)
  .addHelpText("after", help);
const groups: [string, Command[]][] = [
  ["Server:", [start, stop, open, status, logs, doctor]],
  ["Sessions:", [list, newSession, watch, send, steer, rename, interrupt, end, resume]],
  ["Decisions:", [approve, deny, answer]],
];
for (const [heading, commands] of groups)
  for (const made of commands) program.addCommand(made.helpGroup(heading));
for (const made of [program, ...program.commands]) made.exitOverride();

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has seen enough.
  if (error.code === "EPIPE") process.exit(exits.ok);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}

function failed(error: unknown): number {
  // What commander finds wrong it has printed itself; help and version are no mistakes.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.ok : exits.usage;
  const known =
    error instanceof CliError
      ? error
      : new CliError("failed", error instanceof Error ? error.message : String(error));
  const expected = error instanceof CliError || error instanceof HomeError;
  const { code, message } = known;
  if (process.argv.includes("--json"))
    process.stderr.write(`${JSON.stringify({ code, message })}\n`);
  else process.stderr.write(`orbitdock: ${message}\n`);
  if (!expected && error instanceof Error && process.env["ORBITDOCK_DEBUG"])
    process.stderr.write(`${error.stack ?? ""}\n`);
  return known.exit;
}
