import type { ErrorCode } from "@orbitdock/protocol";

/** The server's codes, and what the client finds out by itself. */
export type CommandErrorCode = ErrorCode | "timeout" | "closed";

/** Why a command or a query has no answer. `message` is for a person. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
