/**
 * The wire between a server and the agent-host: a byte stream of lines, each ended by "\n" and
 * holding one frame. There are two kinds of frame.
 *
 * 1. Control: a line that begins with "{" is one JSON message (schemas below). Server to host knows
 *    only these. A request carries `req`, a number of the server's choosing, and its one reply
 *    carries it back as `re`. `commit` has no reply unless it is wrong.
 *
 * 2. Entry (host to server only): one entry of an agent's ordered log,
 *
 *        <agent> <offset> <kind> <body>\n
 *
 *    o  a line the agent wrote to stdout; the body is its bytes, not encoded a second time
 *    l  a line too long to hold; the body is `<length in bytes> <its first 64 KiB>`
 *    x  the process is gone; the body is JSON {code, signal, stderr_tail}; always the last entry
 *
 *    Offsets count 1, 2, 3… within one instance (one life of one process). Agent ids cannot begin
 *    with "{", so the first byte tells the two kinds apart. Which instance an entry belongs to is
 *    said by the `replaying` reply before it.
 *
 * A conversation: attach → attached (who runs, what is held) → replay per agent from the offset the
 * server has made durable → entries, live from then on → commit as the server makes them durable.
 */
import { z } from "zod";

/** Raised when a server and a host of different builds can no longer understand each other. */
export const WIRE_VERSION = 1;
/** Longest request of an attached server, in bytes. */
export const MAX_REQUEST_BYTES = 32 << 20;
/** Longest request of a connection that has not attached, in bytes. */
export const MAX_STRANGER_REQUEST_BYTES = 64 << 10;
/** Longest agent line that is delivered whole, in bytes; the host's option can only lower it. */
export const MAX_LINE_BYTES = 16 << 20;
/** What is delivered of a line longer than that, in bytes. */
export const OVERLONG_HEAD_BYTES = 64 << 10;
/** Longest frame a client accepts: a line and its header, or an exit entry's JSON. */
export const MAX_FRAME_BYTES = MAX_LINE_BYTES + 1024;

const agent = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const instance = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const req = count;
const graceMs = z.number().int().min(0).max(600_000);
const text = z.string().max(MAX_LINE_BYTES);
const noNul = (value: string): boolean => !value.includes("\0");
const word = text.refine(noNul, "must not hold a NUL character");

export const spawnSpec = z.strictObject({
  agent,
  command: word.min(1),
  args: z.array(word).max(4096),
  cwd: word.min(1),
  /** The complete environment; nothing of the host's own is added. */
  env: z.record(word, word),
});
export type SpawnSpec = z.infer<typeof spawnSpec>;

export const requestSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("attach"),
    req,
    server: z.string().min(1).max(128),
    wire: count,
  }),
  spawnSpec.extend({ type: z.literal("spawn"), req }),
  z.strictObject({ type: z.literal("replay"), req, agent, instance, from: count }),
  z.strictObject({ type: z.literal("commit"), agent, instance, offset: count }),
  z.strictObject({
    type: z.literal("write"),
    req,
    agent,
    instance,
    id: z.string().min(1).max(128),
    data: text,
  }),
  z.strictObject({ type: z.literal("end"), req, agent, instance, grace_ms: graceMs }),
  z.strictObject({ type: z.literal("forget"), req, agent, instance }),
  z.strictObject({ type: z.literal("shutdown"), req, grace_ms: graceMs }),
  z.strictObject({ type: z.literal("status"), req }),
  z.strictObject({ type: z.literal("ping"), req }),
]);
export type Request = z.infer<typeof requestSchema>;

export const agentInfo = z.object({
  agent,
  instance,
  pid: count,
  alive: z.boolean(),
  /** The oldest entry still held; `last_offset + 1` when nothing is. */
  first_offset: count,
  last_offset: count,
});
export type AgentInfo = z.infer<typeof agentInfo>;

export const hostInfo = z.object({
  pid: count,
  version: z.string().max(64),
  wire: count,
  /** Milliseconds since the epoch. */
  started_at: count,
});
export type HostInfo = z.infer<typeof hostInfo>;

export const agentStatus = agentInfo.extend({
  held_bytes: count,
  /** Bytes written to the agent that its stdin has not taken yet. */
  stdin_queued_bytes: count,
  /** The host does not read the agent's stdout at present, because its log is full. */
  paused: z.boolean(),
  ending: z.boolean(),
});
export const hostStatus = z.object({
  host: hostInfo,
  attached_server: z.string().nullable(),
  rss_bytes: count,
  held_bytes: count,
  agents: z.array(agentStatus),
});
export type HostStatus = z.infer<typeof hostStatus>;

const re = count;
export const replySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("attached"), re, host: hostInfo, agents: z.array(agentInfo) }),
  z.object({ type: z.literal("spawned"), re, agent, instance, pid: count }),
  z.object({
    type: z.literal("spawn_failed"),
    re,
    agent,
    reason: z.enum(["already_running", "not_committed", "cannot_start", "shutting_down"]),
    message: z.string(),
    instance: instance.optional(),
  }),
  /** `from` is raised to what was committed before, when less was asked for. */
  z.object({ type: z.literal("replaying"), re, agent, instance, from: count }),
  z.object({ type: z.literal("written"), re, agent, id: z.string(), repeated: z.boolean() }),
  z.object({
    type: z.literal("write_failed"),
    re,
    agent,
    id: z.string(),
    reason: z.enum(["agent_gone", "stdin_closed", "queue_full"]),
    message: z.string(),
  }),
  z.object({ type: z.literal("ending"), re, agent }),
  z.object({ type: z.literal("forgotten"), re, agent }),
  z.object({ type: z.literal("shutting_down"), re }),
  z.object({ type: z.literal("status"), re, status: hostStatus }),
  z.object({ type: z.literal("pong"), re }),
  z.object({
    type: z.literal("error"),
    re: re.optional(),
    code: z.string().max(64),
    message: z.string(),
  }),
  z.object({ type: z.literal("detached"), reason: z.enum(["taken_over"]) }),
]);
export type Reply = z.infer<typeof replySchema>;

const exitBody = z.object({
  code: z.number().int().nullable(),
  signal: z.string().max(32).nullable(),
  stderr_tail: z.string(),
});
export type ExitBody = z.infer<typeof exitBody>;

/** What an entry says; `length` and `signal` are the process' own, `line` has no newline. */
export type EntryContent =
  | { kind: "line"; line: string }
  | { kind: "overlong"; length: number; head: string }
  | ({ kind: "exit" } & ExitBody);

/** One letter on the wire for each kind of entry. */
export type EntryLetter = "o" | "l" | "x";

const HEADER = /^([A-Za-z0-9_-]{1,64}) ([1-9][0-9]{0,15}) ([olx]) /;
/** Agent, offset of 16 digits, letter, three spaces. */
const LONGEST_HEADER = 64 + 16 + 1 + 3;

/** The bytes before an entry's body. */
export function entryHeader(agentId: string, offset: number, letter: EntryLetter): string {
  return `${agentId} ${offset} ${letter} `;
}

/** Room that any header of this agent fits into, in bytes. */
export function headerRoom(agentId: string): number {
  return agentId.length + 20;
}

/** Reads an entry frame at [start, end) of `bytes`; throws WireError when it is none. Invalid UTF-8 is replaced. */
export function parseEntry(
  bytes: Buffer,
  start: number,
  end: number,
): { agent: string; offset: number } & EntryContent {
  const header = HEADER.exec(
    bytes.toString("latin1", start, Math.min(end, start + LONGEST_HEADER)),
  );
  if (header === null) throw new WireError("a frame is neither a control message nor an entry");
  const [whole, agentId, digits, letter] = header as unknown as [
    string,
    string,
    string,
    EntryLetter,
  ];
  const offset = Number(digits);
  const body = bytes.toString("utf8", start + whole.length, end);
  if (letter === "o") return { agent: agentId, offset, kind: "line", line: body };
  if (letter === "x") return { agent: agentId, offset, kind: "exit", ...parseJson(exitBody, body) };
  const space = body.indexOf(" ");
  const length = Number(body.slice(0, space));
  if (space < 1 || !Number.isSafeInteger(length))
    throw new WireError("an overlong entry has no length");
  return { agent: agentId, offset, kind: "overlong", length, head: body.slice(space + 1) };
}

/** A frame that does not keep to the wire; the message is for a person. */
export class WireError extends Error {
  override name = "WireError";
}

/** Parses and checks one control message; throws WireError with what is wrong and where. */
export function parseJson<T>(schema: z.ZodType<T>, line: string): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new WireError("a control message is not valid JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new WireError(
    `a control message is wrong at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "unknown"}`,
  );
}

/** The frame of one control message, newline included. */
export function controlFrame(message: Request | Reply): string {
  return `${JSON.stringify(message)}\n`;
}
