import type { Rejection } from "@orbitdock/core";
import type { ErrorCode } from "@orbitdock/protocol";

/** A command that was not carried out; the message is for the person who sent it. */
export class CommandRejected extends Error {
  override name = "CommandRejected";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  static of(rejection: Rejection): CommandRejected {
    return new CommandRejected(rejection.code, rejection.message);
  }
}
