import type { ApprovalRequest, SessionSummary } from "@orbitdock/protocol";
import { CliError } from "./cli-error.ts";
import { oneLine } from "./terminal.ts";
import type { Wire } from "./wire.ts";

/**
 * The session whose id is, or begins with, what was typed.
 * @throws CliError `not_found`, or `conflict` naming those that match
 */
export function chooseSession(sessions: readonly SessionSummary[], typed: string): SessionSummary {
  const exact = sessions.find(({ id }) => id === typed);
  if (exact !== undefined) return exact;
  const matching = typed === "" ? [] : sessions.filter(({ id }) => id.startsWith(typed));
  const [first, ...others] = matching;
  if (first === undefined)
    throw new CliError("not_found", `No session's id begins with "${typed}". See: orbitdock list`);
  if (others.length === 0) return first;
  const lines = matching.slice(0, 10).map((session) => `  ${session.id}  ${nameOf(session)}`);
  throw new CliError(
    "conflict",
    `${matching.length} sessions' ids begin with "${typed}"; type more of it:\n${lines.join("\n")}`,
  );
}

/**
 * The request of a session that is to be answered: the one whose id begins with what was typed, or
 * the only one there is.
 * @throws CliError `not_found`, `conflict`
 */
export async function chooseRequest(
  wire: Wire,
  session: SessionSummary,
  typed: string | undefined,
  command: string,
): Promise<ApprovalRequest> {
  const pending = (await wire.session(session.id)).pending_approvals;
  if (pending.length === 0)
    throw new CliError("conflict", `${nameOf(session)} waits for no decision (any more).`);
  const matching = pending.filter(({ id }) => id.startsWith(typed ?? ""));
  const [first, ...others] = matching;
  if (first !== undefined && others.length === 0) return first;
  const listed = (matching.length > 0 ? matching : pending).map(
    (request) => `  orbitdock ${command} ${session.id} ${request.id}   # ${askedIn(request, 60)}`,
  );
  throw matching.length === 0
    ? new CliError("not_found", `No request "${typed}" waits; these do:\n${listed.join("\n")}`)
    : new CliError(
        "conflict",
        `${matching.length} requests wait; say which:\n${listed.join("\n")}`,
      );
}

/** What a request asks, on one line. */
export function askedIn(request: ApprovalRequest, length: number): string {
  const asked =
    request.command ?? request.question ?? request.file_path ?? request.tool_name ?? request.type;
  return oneLine(asked, length);
}

/** What a person calls a session. */
export function nameOf(
  session: Pick<SessionSummary, "custom_name" | "title" | "project_name">,
): string {
  const name = session.custom_name || session.title || session.project_name;
  return oneLine(name, 60);
}

/** For each id its shortest beginning, of at least eight characters, that no other id has. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const sorted = ids.toSorted();
  const common = (a: string, b = "") => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length += 1;
    return length;
  };
  return new Map(
    sorted.map((id, at) => {
      const shared = Math.max(common(id, sorted[at - 1]), common(id, sorted[at + 1]));
      return [id, id.slice(0, Math.max(8, shared + 1))];
    }),
  );
}
