/** Drives a real `codex app-server` over its stdio; for tests alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { codexHome, findCodex, startScriptedModel } from "../src/index.ts";
import type { ScenarioInput, ScriptedModel, ScriptedModelOptions } from "../src/index.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- the agent's messages, looked at by tests
export type Message = Record<string, any>;
/** Gives the result for a request of the agent, or undefined to leave it unanswered. */
export type Answer = (request: Message) => unknown;

const PACKAGE = resolve(import.meta.dir, "../../../tools/agents/node_modules/@openai/codex");
const DEADLINE_MS = 30_000;

/** The codex that tests run against; the packaged one, so that the version is the tried one. */
export function requireCodex(): string {
  const found = findCodex([PACKAGE], { ...process.env, PATH: "" });
  if (found) return found.path;
  throw new Error("Codex is not installed for the tests. Run: node tools/agents.mjs");
}

/** A codex process in a home and a directory of its own, on a scripted model of its own. */
export interface Rig {
  model: ScriptedModel;
  cwd: string;
  messages: Message[];
  request(method: string, params: object): Promise<Message>;
  startThread(params?: object): Promise<string>;
  /** Starts a turn; resolves with its id as soon as the agent has accepted it. */
  startTurn(threadId: string, prompt: string, params?: object): Promise<string>;
  /** Runs a turn to its end; gives all messages of its thread from then on. */
  runTurn(threadId: string, prompt: string, params?: object): Promise<Message[]>;
  /** The first message, past or to come, that fits. */
  until(what: string, fits: (message: Message) => boolean, from?: number): Promise<Message>;
  answerWith(answer: Answer): void;
  stop(): Promise<void>;
}

export async function startRig(options: ScriptedModelOptions = {}): Promise<Rig> {
  const codex = requireCodex();
  const model = startScriptedModel(options);
  const root = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const home = codexHome({ dir: join(root, "home"), modelUrl: model.url });
  const cwd = mkdtempSync(join(root, "work-"));
  const child = Bun.spawn([codex, "app-server"], {
    cwd,
    env: home.env,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });

  const messages: Message[] = [];
  const watchers = new Set<() => void>();
  let answer: Answer = () => undefined;
  let lastId = 100;
  const send = (message: object) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    child.stdin.flush();
  };
  const receive = (message: Message) => {
    messages.push(message);
    if (message["method"] !== undefined && message["id"] !== undefined) {
      const result = answer(message);
      if (result !== undefined) send({ id: message["id"], result });
    }
    for (const look of watchers) look();
  };
  const reading = (async () => {
    let rest = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") receive(JSON.parse(line));
    }
  })();

  const rig: Rig = {
    model,
    cwd,
    messages,
    async request(method, params) {
      const id = lastId++;
      send({ id, method, params });
      const reply = await rig.until(`the reply to ${method}`, (message) => {
        return message["id"] === id && message["method"] === undefined;
      });
      if (reply["error"]) throw new Error(`${method}: ${JSON.stringify(reply["error"])}`);
      return reply["result"];
    },
    async startThread(params = {}) {
      const started = await rig.request("thread/start", { cwd, ...params });
      return started["thread"].id;
    },
    async startTurn(threadId, prompt, params = {}) {
      const input = [{ type: "text", text: prompt, text_elements: [] }];
      const started = await rig.request("turn/start", { threadId, input, ...params });
      return started["turn"].id;
    },
    async runTurn(threadId, prompt, params) {
      const from = messages.length;
      await rig.startTurn(threadId, prompt, params);
      await rig.until(
        "turn/completed",
        (m) => m["method"] === "turn/completed" && m["params"].threadId === threadId,
        from,
      );
      return messages.slice(from).filter((m) => m["params"]?.threadId === threadId);
    },
    until(what, fits, from = 0) {
      return new Promise((found, failed) => {
        let next = from;
        const look = () => {
          for (; next < messages.length; next++) {
            const message = messages[next];
            if (!message || !fits(message)) continue;
            leave();
            return found(message);
          }
        };
        const leave = () => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const timer = setTimeout(() => {
          leave();
          const last = messages.slice(-8).map((m) => JSON.stringify(m).slice(0, 400));
          failed(new Error(`Waited in vain for ${what}. Last messages:\n${last.join("\n")}`));
        }, DEADLINE_MS);
        watchers.add(look);
        look();
      });
    },
    answerWith(next) {
      answer = next;
    },
    async stop() {
      child.stdin.end();
      const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
      await child.exited;
      clearTimeout(patience);
      await reading;
      await model.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  await rig.request("initialize", {
    clientInfo: { name: "rehearsal", title: "Rehearsal", version: "0" },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  send({ method: "initialized" });
  return rig;
}

/** The params of all messages of one method, in order. */
export function all(messages: readonly Message[], method: string): Message[] {
  return messages.filter((m) => m["method"] === method).map((m) => m["params"]);
}

/** The completed items of one type, in order. */
export function completed(messages: readonly Message[], type: string): Message[] {
  return all(messages, "item/completed")
    .map((params) => params["item"])
    .filter((item) => item.type === type);
}

/** How the last turn in these messages ended: `completed`, `failed`, `interrupted`. */
export function ending(messages: readonly Message[]): string | undefined {
  return all(messages, "turn/completed").at(-1)?.["turn"].status;
}

export type { ScenarioInput };
