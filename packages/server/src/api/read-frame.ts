import { type ClientMessage, clientMessage, type ErrorCode, limits } from "@orbitdock/protocol";

/** What a frame says, or why it cannot be read; ids are given back where they could be made out. */
export type ReadFrame =
  | { ok: true; message: ClientMessage }
  | {
      ok: false;
      code: ErrorCode;
      message: string;
      session_id?: string;
      command_id?: string;
    };

/** Reads a frame of a client. Never throws. */
export function readFrame(frame: string | Buffer): ReadFrame {
  if (typeof frame !== "string")
    return unreadable("parse_error", "Frames are JSON text; this one is binary.");
  if (frame.length > limits.frameBytes || Buffer.byteLength(frame) > limits.frameBytes)
    return unreadable("too_large", `A frame may have up to ${limits.frameBytes} bytes.`);
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return unreadable("parse_error", "This frame is not JSON.");
  }
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const ids = {
    ...textField(value, "session_id"),
    ...textField(value, "command_id"),
  };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  if (issue?.code === "too_big")
    return { ...unreadable("too_large", `${where} is too large: ${issue.message}`), ...ids };
  const type = textField(value, "type")["type"];
  const what =
    issue?.code === "invalid_union" && where === "type"
      ? `There is no message of type ${type === undefined ? "(none)" : `"${type.slice(0, 64)}"`}.`
      : `${type?.slice(0, 64) ?? "This frame"}: ${where || "it"} ${issue?.message ?? "cannot be read"}`;
  return { ...unreadable("parse_error", what), ...ids };
}

function unreadable(
  code: ErrorCode,
  message: string,
): { ok: false; code: ErrorCode; message: string } {
  return { ok: false, code, message };
}

function textField<Key extends string>(value: unknown, key: Key): { [K in Key]?: string } {
  if (typeof value !== "object" || value === null) return {};
  const field = (value as Record<string, unknown>)[key];
  return typeof field === "string" && field.length <= 256
    ? ({ [key]: field } as { [K in Key]?: string })
    : {};
}
