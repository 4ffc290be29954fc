import type { ErrorCode } from "@orbitdock/protocol";

/** What the command ends with. Documented in `orbitdock --help`: scripts count on it. */
export const exits = {
  ok: 0,
  error: 1,
  usage: 2,
  notRunning: 3,
  notFound: 4,
  conflict: 5,
  unauthorized: 6,
} as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** The server's codes, and what the command finds out by itself. */
export type CliErrorCode = ErrorCode | "usage" | "not_running" | "failed";

const exitOf: Partial<Record<CliErrorCode, Exit>> = {
  usage: exits.usage,
  invalid_argument: exits.usage,
  too_large: exits.usage,
  not_running: exits.notRunning,
  not_found: exits.notFound,
  conflict: exits.conflict,
  unauthorized: exits.unauthorized,
  forbidden: exits.unauthorized,
};

/** Why a command did not do what it was asked. `message` is for a person and says what to do. */
export class CliError extends Error {
  override name = "CliError";
  readonly code: CliErrorCode;
  readonly exit: Exit;

  constructor(code: CliErrorCode, message: string) {
    super(message);
    this.code = code;
    this.exit = exitOf[code] ?? exits.error;
  }
}
