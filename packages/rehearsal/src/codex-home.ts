import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, isAbsolute } from "node:path";

/** A value that TOML knows, as far as Codex' configuration needs it. */
export type TomlValue = string | number | boolean | TomlValue[] | { [key: string]: TomlValue };

export interface CodexHomeOptions {
  /** Made if it is missing; its config.toml is overwritten. */
  dir: string;
  /** The scripted model's `url`, without `/v1`. */
  modelUrl: string;
  /** Merged over the defaults, tables key by key. */
  overrides?: { [key: string]: TomlValue };
}

/** What a Codex process in the throw-away home is started with. */
export interface CodexHome {
  dir: string;
  /** The whole environment: nothing else of this process' own is passed on. */
  env: Record<string, string>;
}

/**
 * Writes a CODEX_HOME in which Codex talks to the scripted model and to nothing else.
 * Nothing is asked of the network: no login, no update check, no analytics (measured, 0.169).
 */
export function codexHome(options: CodexHomeOptions): CodexHome {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const dir = realpathSync(options.dir);
  const config = merge(defaults(options.modelUrl), options.overrides ?? {});
  writeFileSync(join(dir, "config.toml"), toml(config));
  mkdirSync(join(dir, "user"), { recursive: true, mode: 0o700 });
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    // Codex reads the login profile for each thread: the user's own can take seconds.
    HOME: join(dir, "user"),
    CODEX_HOME: dir,
    TMPDIR: tmpdir(),
  };
  for (const name of ["LANG", "USER", "SHELL"]) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  // With CODEX_HOME under the temp dir, Codex 0.169 was seen to fail at its sandbox (`execvp
  // codex-linux-sandbox`): it is told of a temp dir inside the home, not one above it.
  if (isUnder(dir, realpathSync(tmpdir()))) {
    env["TMPDIR"] = join(dir, "tmp");
    mkdirSync(env["TMPDIR"], { recursive: true, mode: 0o700 });
  }
  return { dir, env };
}

function isUnder(path: string, parent: string): boolean {
  const way = relative(parent, path);
  return !way.startsWith("..") && !isAbsolute(way);
}

function defaults(modelUrl: string): { [key: string]: TomlValue } {
  return {
    model: "gpt-5.5",
    model_provider: "rehearsal",
    approval_policy: "on-request",
    sandbox_mode: "danger-full-access",
    // A login shell may rebuild PATH and lose the node that runs this.
    allow_login_shell: false,
    check_for_update_on_startup: false,
    web_search: "disabled",
    suppress_unstable_features_warning: true,
    model_providers: {
      rehearsal: {
        name: "Rehearsal",
        base_url: `${modelUrl}/v1`,
        wire_api: "responses",
        requires_openai_auth: false,
        request_max_retries: 2,
        stream_max_retries: 2,
        // Longer than any test holds a stream.
        stream_idle_timeout_ms: 300_000,
        supports_websockets: false,
      },
    },
    tools: {
      update_plan: { enabled: true },
      experimental_request_user_input: { enabled: true },
    },
    features: {
      default_mode_request_user_input: true,
      apps: false,
      plugins: false,
      goals: false,
      daemon_auto_start: false,
    },
    analytics: { enabled: false },
  };
}

type Table = { [key: string]: TomlValue };

function isTable(value: TomlValue | undefined): value is Table {
  return typeof value === "object" && !Array.isArray(value);
}

function merge(base: Table, over: Table): Table {
  const merged: Table = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isTable(below) && isTable(value) ? merge(below, value) : value;
  }
  return merged;
}

function toml(table: Table, path: string[] = []): string {
  const entries = Object.entries(table);
  const plain = entries.filter(([, value]) => !isTable(value));
  const own = plain.map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}\n`).join("");
  const head = path.length > 0 && plain.length > 0 ? `\n[${path.map(tomlKey).join(".")}]\n` : "";
  const tables = entries.map(([key, value]) => (isTable(value) ? toml(value, [...path, key]) : ""));
  return head + own + tables.join("");
}

function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function tomlValue(value: TomlValue): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  // JSON's string escapes are TOML's basic string escapes.
  return JSON.stringify(value);
}
