import { createLogFile } from "./log-file.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields of a log line besides its time, level and message. */
export type LogFields = Record<string, unknown>;

/** Writes lines of JSON. Never throws and never waits for the disk. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields, e.g. the `command_id` that a line is due to. */
  child(fields: LogFields): Logger;
}

/** The logger that owns the file. */
export interface Log extends Logger {
  /** Resolves when all that was logged so far is in the file (or could not be written). */
  flush(): Promise<void>;
  /** The same at once: for the last moments of a process. */
  flushSync(): void;
  /** Flushes and closes; what is logged later is dropped. */
  close(): Promise<void>;
}

export interface LogOptions {
  file: string;
  /** The least level that is written; `info` by default. */
  level?: LogLevel;
  /** Texts that must not get into the log, e.g. the token. */
  secrets?: readonly string[];
  /** Size at which a new file is begun, in bytes; 10 MB by default. */
  maxBytes?: number;
  /** Files kept, the present one counted; 5 by default. */
  keep?: number;
}

/** Opens the log and sees to it that the last lines are written when the process exits. */
export function openLog(options: LogOptions): Log {
  const { file, maxBytes = 10_000_000, keep = 5, secrets = [] } = options;
  const least = logLevels.indexOf(options.level ?? "info");
  const out = createLogFile({ file, maxBytes, keep });
  const redact = redactor(secrets);

  const logger = (bound: LogFields): Logger => {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}) => {
        if (logLevels.indexOf(level) < least) return;
        const time = new Date().toISOString();
        out.write(redact(toJson({ time, level, message, ...bound, ...fields })));
      };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      child: (fields) => logger({ ...bound, ...fields }),
    };
  };

  process.on("exit", out.flushSync);
  return {
    ...logger({}),
    flush: out.flush,
    flushSync: out.flushSync,
    async close() {
      process.off("exit", out.flushSync);
      await out.close();
    },
  };
}

/** Longest line, in UTF-16 code units; a longer one keeps its beginning. */
const MAX_LINE = 64 * 1024;

function toJson(line: LogFields): string {
  let json: string;
  try {
    json = JSON.stringify(line, plain);
  } catch (error) {
    const { time, level, message } = line;
    json = JSON.stringify({ time, level, message, unloggable: String(error) });
  }
  if (json.length <= MAX_LINE) return json;
  const { time, level, message } = line;
  const text = String(message).slice(0, 1024);
  return JSON.stringify({ time, level, message: text, cut: json.slice(0, MAX_LINE / 2) });
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { name, message, stack, ...(cause === undefined ? {} : { cause }) };
  }
  return value;
}

/** Besides the known secrets: what looks like a credential in an address or a header. */
const CREDENTIAL = /(\b(?:token|code)=|bearer +)[A-Za-z0-9._~+/-]{16,}=*/gi;

function redactor(secrets: readonly string[]): (line: string) => string {
  const known = secrets.filter((secret) => secret !== "");
  return (line) => {
    let clean = line;
    for (const secret of known) clean = clean.replaceAll(secret, "[redacted]");
    return clean.replace(CREDENTIAL, "$1[redacted]");
  };
}
