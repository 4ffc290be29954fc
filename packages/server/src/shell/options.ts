import { parseArgs } from "node:util";
import { z } from "zod";
import { isLoopback } from "./loopback.ts";

const port = z
  .union(
    [
      z
        .string()
        .regex(/^\d{1,6}$/)
        .transform(Number),
      z.number(),
    ],
    { error: "takes a number" },
  )
  .refine((value) => Number.isInteger(value) && value >= 0 && value <= 65_535, {
    message: "takes 0 to 65535 (0: any free one)",
  });
const hostName = z
  .string()
  .regex(/^[A-Za-z0-9.:_[\]-]{1,255}$/, "takes a host name or IP address, without port or path");

const schema = z
  .strictObject({
    port: port.default(4000),
    host: hostName.default("127.0.0.1"),
    dataDir: z.string().min(1, "takes a directory").optional(),
    noOpen: z.boolean().default(false),
    noAuth: z.boolean().default(false),
    allowHost: z.array(hostName).max(64).default([]),
    rehearsal: z.boolean().default(false),
    keepAgents: z.boolean().default(false),
  })
  .refine(({ noAuth, host }) => !noAuth || isLoopback(host), {
    path: ["noAuth"],
    message: "is for loopback only: anyone who reaches the port can run commands as you",
  });

/** How a server is started. */
export interface ServerOptions {
  /** 0: any free one. */
  port: number;
  host: string;
  /** Absent: ORBITDOCK_HOME or its default. */
  dataDir?: string | undefined;
  noOpen: boolean;
  noAuth: boolean;
  /** Names that the `Host` header may say besides loopback and `host`. */
  allowHost: string[];
  rehearsal: boolean;
  /** Stopping leaves the agents running, for the next start to find. */
  keepAgents: boolean;
}

/** Options that cannot be; the message names the flag and says what it takes. */
export class OptionsError extends Error {
  override name = "OptionsError";
}

const flags = {
  port: "--port",
  host: "--host",
  dataDir: "--data-dir",
  noOpen: "--no-open",
  noAuth: "--no-auth",
  allowHost: "--allow-host",
  rehearsal: "--rehearsal",
  keepAgents: "--keep-agents",
} as const;

/** Checks options and fills in the defaults. @throws OptionsError, one line for each mistake. */
export function parseServerOptions(record: Record<string, unknown>): ServerOptions {
  const parsed = schema.safeParse(record);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") return `unknown option ${issue.keys.join(", ")}`;
    const name = String(issue.path[0] ?? "");
    const given = record[name];
    const value = typeof given === "string" || typeof given === "number" ? ` ${given}` : "";
    return `${name in flags ? flags[name as keyof typeof flags] : name}${value}: ${issue.message}`;
  });
  throw new OptionsError(lines.join("\n"));
}

/** Reads options from a command line. @throws OptionsError */
export function parseServerArgs(argv: readonly string[]): ServerOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "data-dir": { type: "string" },
        "no-open": { type: "boolean" },
        "no-auth": { type: "boolean" },
        "allow-host": { type: "string", multiple: true },
        rehearsal: { type: "boolean" },
        "keep-agents": { type: "boolean" },
      },
    });
    const entries = Object.entries(flags).map(([name, flag]) => {
      return [name, values[flag.slice(2) as keyof typeof values]] as const;
    });
    return parseServerOptions(
      Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    );
  } catch (error) {
    if (error instanceof OptionsError) throw error;
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}

/** The command line that `parseServerArgs` reads as these options. */
export function serverArgs(options: ServerOptions): string[] {
  const args = ["--port", String(options.port), "--host", options.host];
  if (options.dataDir !== undefined) args.push("--data-dir", options.dataDir);
  for (const name of options.allowHost) args.push("--allow-host", name);
  for (const name of ["noOpen", "noAuth", "rehearsal", "keepAgents"] as const)
    if (options[name]) args.push(flags[name]);
  return args;
}
