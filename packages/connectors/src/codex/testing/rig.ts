/** A real codex process driven through the connector, by plain pipes. For tests and recordings. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AgentEffect, AgentInput, AgentRequest, ApprovalAnswer } from "@orbitdock/core";
import type { ApprovalRequest } from "@orbitdock/protocol";
import {
  codexHome,
  scriptPrompt,
  startScriptedModel,
  type ScenarioItemInput,
  type ScriptedModel,
  type ScriptedModelOptions,
  type TomlValue,
} from "@orbitdock/rehearsal";
import type { Connector, Heard, WriteLine } from "../../connector.ts";
import { codexConnector } from "../connector.ts";

/** The pinned `@openai/codex` package of tools/agents. */
export const packagedCodex = resolve(
  import.meta.dir,
  "../../../../../tools/agents/node_modules/@openai/codex",
);
const deadlineMs = 30_000;

export type InputOf<Type extends AgentInput["type"]> = Extract<AgentInput, { type: Type }>;

/** A codex home and repository of their own; several processes may use them one after the other. */
export interface Stage {
  model: ScriptedModel;
  cwd: string;
  connector(): Connector;
  /** Starts codex; `connector` is one that outlived another process, where it matters. */
  start(connector?: Connector): Rig;
  clear(): Promise<void>;
}

/** One codex process and all that was heard of it. */
export interface Rig {
  connector: Connector;
  heard: readonly Heard[];
  /** Every line, in the order it went over the pipes. */
  lines: readonly { from?: string; to?: string }[];
  write(lines: WriteLine[]): void;
  perform(session: string, effect: AgentEffect): void;
  /** The first thing heard, from `from` on, that fits. */
  until(what: string, fits: (heard: Heard) => boolean, from?: number): Promise<Heard>;
  input<Type extends AgentInput["type"]>(
    session: string,
    type: Type,
    fits?: (input: InputOf<Type>) => boolean,
    from?: number,
  ): Promise<InputOf<Type>>;
  /** Opens a thread for a session; gives its thread id. */
  open(session: string, settings?: Partial<ThreadSettings>): Promise<string>;
  /** Begins a turn in which the model does these things, and says "ok" to what its tools gave it. */
  begin(
    session: string,
    thread: string,
    items: ScenarioItemInput[],
    settings?: Partial<ThreadSettings>,
  ): Promise<string>;
  /** Everything a session heard from `from` on. */
  inputs(session: string, from?: number): AgentInput[];
  answer(session: string, thread: string, request: AgentRequest, answer: ApprovalAnswer): void;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

type ThreadSettings = Pick<
  Extract<AgentEffect, { type: "turn_start" }>,
  "model" | "effort" | "approval_policy" | "sandbox_mode"
>;

const plain: ThreadSettings = {
  model: null,
  effort: null,
  approval_policy: "untrusted",
  sandbox_mode: "danger-full-access",
};

/**
 * @param options what the model does where a prompt has no script
 * @param provider settings of the model's provider in config.toml, over those of the rehearsal
 */
export function stage(
  options: ScriptedModelOptions = {},
  provider: Record<string, TomlValue> = {},
): Stage {
  const model = startScriptedModel(options);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "orbitdock-codex-")));
  const mcp = { command: process.execPath, args: [join(import.meta.dir, "mcp-server.ts")] };
  const home = codexHome({
    dir: join(root, "home"),
    modelUrl: model.url,
    overrides: {
      model_providers: { rehearsal: provider },
      mcp_servers: { notes: mcp },
      features: { request_permissions_tool: true, multi_agent_v2: true },
    },
  });
  const cwd = mkdtempSync(join(root, "work-"));
  // The pinned Codex, not what else the machine has.
  const env = { ...home.env, ORBITDOCK_CODEX: undefined, PATH: home.env["PATH"] };
  const rigs: Rig[] = [];
  return {
    model,
    cwd,
    connector: () => pinned(env, cwd),
    start(connector = pinned(env, cwd)) {
      const rig = startRig(connector, cwd);
      rigs.push(rig);
      return rig;
    },
    async clear() {
      await Promise.all(rigs.map((rig) => rig.kill()));
      await model.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A connector that finds the packaged codex alone, whatever PATH has; commands still get PATH. */
function pinned(env: Record<string, string | undefined>, home: string): Connector {
  const connector = codexConnector({
    env: { ...env, PATH: "" },
    home,
    candidates: [packagedCodex],
  });
  return {
    ...connector,
    launch: (agent) => {
      const spec = connector.launch(agent);
      return { ...spec, env: { ...spec.env, PATH: env["PATH"] ?? "" } };
    },
  };
}

function startRig(connector: Connector, cwd: string): Rig {
  const agent = connector.agentFor("any");
  const spec = connector.launch(agent);
  const child = Bun.spawn([spec.command, ...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const heard: Heard[] = [];
  const lines: { from?: string; to?: string }[] = [];
  const written = new Set<string>();
  const watchers = new Set<() => void>();
  let effects = 0;

  const write = (more: WriteLine[]): void => {
    for (const { id, data } of more) {
      if (written.has(id)) continue;
      written.add(id);
      lines.push({ to: data });
      child.stdin.write(`${data}\n`);
    }
    child.stdin.flush();
  };
  const receive = (line: string): void => {
    lines.push({ from: line });
    for (const one of connector.hear(agent, line)) {
      heard.push(one);
      if (one.type === "write") write(one.lines);
    }
    for (const look of watchers) look();
  };
  const reading = (async () => {
    let rest = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      const whole = (rest + chunk).split("\n");
      rest = whole.pop() ?? "";
      for (const line of whole) if (line !== "") receive(line);
    }
  })();

  const rig: Rig = {
    connector,
    heard,
    lines,
    write,
    perform(session_id, effect) {
      write(connector.perform({ id: `effect-${++effects}`, session_id, effect }));
    },
    until(what, fits, from = 0) {
      return new Promise((found, failed) => {
        let next = from;
        const leave = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = (): void => {
          for (; next < heard.length; next++) {
            const one = heard[next];
            if (!one || !fits(one)) continue;
            leave();
            return found(one);
          }
        };
        // deadline
        const timer = setTimeout(() => {
          leave();
          const last = heard.slice(-8).map((one) => JSON.stringify(one).slice(0, 400));
          failed(new Error(`Waited in vain for ${what}. Last heard:\n${last.join("\n")}`));
        }, deadlineMs);
        watchers.add(look);
        look();
      });
    },
    async input(session, type, fits = () => true, from = 0) {
      const is = (input: AgentInput): input is InputOf<typeof type> => input.type === type;
      let found: InputOf<typeof type> | undefined;
      await rig.until(
        `${type} for ${session}`,
        (one) => {
          if (one.type !== "input" || one.session_id !== session) return false;
          if (!is(one.input) || !fits(one.input)) return false;
          found = one.input;
          return true;
        },
        from,
      );
      if (found === undefined) throw new Error("unreachable: until gives what fits");
      return found;
    },
    async open(session, settings = {}) {
      const from = heard.length;
      rig.perform(session, { type: "thread_start", cwd, ...plain, ...settings });
      const ready = await rig.input(session, "agent_ready", undefined, from);
      return ready.thread_id;
    },
    async begin(session, thread, items, settings = {}) {
      const from = heard.length;
      const content = scriptPrompt({
        responses: [{ items }, { items: [{ type: "text", text: "ok" }] }],
      });
      rig.perform(session, {
        type: "turn_start",
        thread_id: thread,
        message_id: `message-${effects + 1}`,
        content,
        ...plain,
        ...settings,
      });
      const started = await rig.input(session, "turn_started", undefined, from);
      return started.native_id;
    },
    inputs(session, from = 0) {
      return heard
        .slice(from)
        .flatMap((one) => (one.type === "input" && one.session_id === session ? [one.input] : []));
    },
    answer(session, thread, request, answer) {
      const { item_native_id: _, ...facts } = request;
      const whole: ApprovalRequest = {
        ...facts,
        id: `approval-${request.native_id}`,
        session_id: session,
        risk: "normal",
        risk_reasons: [],
        requested_at: "2026-01-01T00:00:00.000Z",
      };
      // As the store gives it back.
      const stored: ApprovalRequest = JSON.parse(JSON.stringify(whole));
      rig.perform(session, {
        type: "approval_answer",
        thread_id: thread,
        turn_id: null,
        request: stored,
        answer,
      });
    },
    async kill() {
      child.kill("SIGKILL");
      await child.exited;
      await reading;
    },
    async stop() {
      child.stdin.end();
      await child.exited;
      await reading;
    },
  };
  write(connector.greet(agent));
  return rig;
}
