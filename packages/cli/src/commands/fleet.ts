import type { ServerStatus, SessionSummary, WorkStatus } from "@orbitdock/protocol";
import { askedIn, nameOf, shortIds } from "../choose.ts";
import { command, does, withWire } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import { askApi, targetOf } from "../target.ts";
import { oneLine, type Style, type Terminal } from "../terminal.ts";
import { since } from "../time.ts";

/** What `GET /api/status` answers. */
type Status = ServerStatus & {
  counts: Partial<Record<WorkStatus, number>>;
  waiting: SessionSummary[];
};

const styles: Record<WorkStatus, Style> = {
  permission: ["yellow", "bold"],
  question: ["yellow", "bold"],
  reply: "cyan",
  working: "green",
  waiting: "blue",
  ended: "dim",
};
const order = Object.keys(styles) as WorkStatus[];

export const status = does<CommonOptions>(
  command("status", "how the fleet stands, and who waits for you", [
    "orbitdock status",
    "orbitdock status --json | jq '.waiting[].id'",
  ]),
  async (terminal, options) => {
    const target = targetOf(options);
    const found = (await askApi(target, "GET", "/api/status")) as Status;
    terminal.value({ url: target.url, ...found });
    const { style } = terminal;
    const up = since(found.started_at);
    terminal.line(`OrbitDock ${found.version} at ${target.url}${style("dim", `  up ${up}`)}`);
    terminal.line(counted(terminal, found));
    for (const problem of problemsOf(found)) terminal.line(style("red", problem));
    if (found.waiting.length > 0) terminal.line();
    const short = shortIds(found.waiting.map(({ id }) => id));
    const longestFirst = found.waiting.toSorted((a, b) =>
      a.status_since.localeCompare(b.status_since),
    );
    for (const session of longestFirst) {
      const id = short.get(session.id) ?? session.id;
      terminal.line(row(terminal, session, id));
      const next = nextStep(session, id);
      if (next !== null) terminal.line(style("dim", `  ${next}`));
    }
  },
);

export const list = does<CommonOptions & { all?: boolean }>(
  command("list", "the sessions, those that wait for you first", [
    "orbitdock list",
    "orbitdock list --all",
    "orbitdock list --json | jq -r .id",
  ]).option("-a, --all", "also those that have ended"),
  (terminal, options) =>
    withWire(options, async (wire) => {
      const sessions = (await wire.sessions())
        .filter((session) => options.all || session.status === "active")
        .toSorted(byUrgency);
      const short = shortIds(sessions.map(({ id }) => id));
      for (const session of sessions) {
        terminal.value(session);
        terminal.line(row(terminal, session, short.get(session.id) ?? session.id));
      }
      if (sessions.length === 0) terminal.line("No sessions. Start one with: orbitdock new");
    }),
);

function byUrgency(a: SessionSummary, b: SessionSummary): number {
  const urgency = order.indexOf(a.work_status) - order.indexOf(b.work_status);
  return urgency || b.last_activity_at.localeCompare(a.last_activity_at);
}

/** A session on one line, its words without what could move the cursor over another session's. */
export function row({ style, columns }: Terminal, session: SessionSummary, id: string): string {
  const work = session.work_status.padEnd(10);
  const doing =
    session.pending_approval !== null
      ? askedIn(session.pending_approval, 200)
      : (session.last_error?.message ?? session.current_tool?.argument ?? session.last_line ?? "");
  const head = `${id}  ${work}  ${session.provider.padEnd(6)}  ${since(session.status_since).padStart(8)}  `;
  const room = Math.max(20, columns - head.length);
  const name = nameOf(session).slice(0, Math.ceil(room / 2));
  const rest = oneLine(doing, Math.max(0, room - name.length - 2));
  const styled = head.replace(work, () => style(styles[session.work_status] ?? "reset", work));
  return `${styled}${style("bold", name)}  ${style("dim", rest)}`.trimEnd();
}

function counted({ style }: Terminal, { counts, sessions }: Status): string {
  const parts = order
    .filter((work) => work !== "ended" && counts[work])
    .map((work) => style(styles[work], `${counts[work]} ${work}`));
  const noun = sessions.active === 1 ? "session" : "sessions";
  return `${sessions.active} ${noun}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

function problemsOf({ store, agent_host, providers }: Status): string[] {
  const problems = [];
  if (store.state !== "ok")
    problems.push(
      `Not saved: ${store.problem ?? "The reason is not known."} ${store.hint ?? ""}`.trim(),
    );
  if (!agent_host.connected)
    problems.push("The agent-host is not connected; see: orbitdock doctor");
  for (const { provider, available, problem, hint } of providers)
    if (!available)
      problems.push(`${provider}: ${problem ?? "It is not available."} ${hint ?? ""}`.trim());
  return problems;
}

function nextStep(session: SessionSummary, id: string): string | null {
  if (session.pending_approval === null) return null;
  return session.pending_approval.type === "question"
    ? `orbitdock answer ${id} …`
    : `orbitdock approve ${id}   or   orbitdock deny ${id}`;
}
