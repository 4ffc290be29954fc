import { resolve } from "node:path";
import type { ApprovalPolicy, Provider, SandboxMode } from "@orbitdock/protocol";
import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { command, does, withSession, withWire } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import { targetOf } from "../target.ts";

interface NewOptions extends CommonOptions {
  provider: Provider;
  prompt?: string;
  model?: string;
  effort?: string;
  policy?: ApprovalPolicy;
  sandbox?: SandboxMode;
  name?: string;
  watch?: boolean;
}

export const newSession = does<NewOptions>(
  command("new [cwd]", "start a session on a directory (this one), and print its id", [
    'orbitdock new --prompt "Fix the failing test" --watch',
    "orbitdock new ~/src/shop --provider claude --policy on-request",
    "git diff | orbitdock new --prompt -",
  ])
    .addOption(
      new Option("-p, --provider <provider>", "the agent")
        .choices(["codex", "claude"])
        .default("codex"),
    )
    .option("-m, --prompt <text>", "the first message; - reads it from stdin")
    .option("--model <model>")
    .option("--effort <effort>", "how much it thinks, e.g. low, medium, high")
    .addOption(
      new Option("--policy <policy>", "how often it asks").choices([
        "untrusted",
        "on-request",
        "never",
      ]),
    )
    .addOption(
      new Option("--sandbox <mode>", "what its commands reach").choices([
        "read-only",
        "workspace-write",
        "danger-full-access",
      ]),
    )
    .option("--name <name>")
    .option("-w, --watch", "show what it does until its turn is over"),
  async (terminal, options, [cwd]) => {
    const prompt = options.prompt === "-" ? await stdin() : options.prompt;
    const { provider, model, effort, name, policy, sandbox } = options;
    const ack = await withWire(options, (wire) =>
      wire.command({
        type: "create_session",
        provider,
        cwd: resolve(cwd ?? "."),
        model,
        effort,
        name,
        approval_policy: policy,
        sandbox_mode: sandbox,
        prompt,
      }),
    );
    const id = ack.session_id ?? "";
    terminal.value({ session_id: id });
    terminal.line(id);
    if (options.watch) await watchTurn(options, id);
  },
);

export const send = does<CommonOptions & { model?: string; effort?: string; watch?: boolean }>(
  command("send <session> [text...]", "say something to a session (without text: stdin)", [
    "orbitdock send 1jx3 Now write the tests",
    "orbitdock send 1jx3 --watch < task.md",
  ])
    .option("--model <model>", "from this turn on")
    .option("--effort <effort>", "from this turn on")
    .option("-w, --watch", "show what it does until its turn is over"),
  async (terminal, options, [typed, words]) => {
    const content = await contentOf(words);
    const { model, effort } = options;
    const id = await withSession(options, typed, async (wire, session) => {
      await wire.command({ type: "send_message", session_id: session.id, content, model, effort });
      return session.id;
    });
    terminal.value({ session_id: id });
    if (options.watch) await watchTurn(options, id);
  },
);

export const steer = does<CommonOptions>(
  command("steer <session> [text...]", "say something to a session while it works", [
    "orbitdock steer 1jx3 Leave the config alone",
  ]),
  async (terminal, options, [typed, words]) => {
    const content = await contentOf(words);
    await withSession(options, typed, async (wire, { id }) => {
      await wire.command({ type: "steer_session", session_id: id, content });
      terminal.value({ session_id: id });
    });
  },
);

async function watchTurn(options: CommonOptions, id: string): Promise<void> {
  const { watchSession } = await import("../watch/watch-session.ts");
  await watchSession(targetOf(options), id, { json: options.json === true, untilIdle: true });
}

async function contentOf(words: string | string[] | undefined): Promise<string> {
  const typed = [words ?? []].flat().join(" ");
  const content = typed === "" || typed === "-" ? await stdin() : typed;
  if (content.trim() === "") throw new CliError("usage", "There is nothing to send: give a text.");
  return content;
}

async function stdin(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("Type the message, then Ctrl-D:\n");
  return (await Bun.stdin.text()).trimEnd();
}
