import type { SessionState } from "@orbitdock/protocol";
import { policyWords, sandboxWords } from "./config-pickers.tsx";
import { CopyButton } from "./copy-button.tsx";
import { plural } from "./format.ts";

/** The facts of a session, and the way to take it up in a terminal. */
export function InfoTab({ session }: { session: SessionState }) {
  const { thread_id: thread, provider, unknown_events: unknown } = session;
  const resume =
    thread === null
      ? null
      : provider === "codex"
        ? `codex resume ${thread}`
        : `claude --resume ${thread}`;
  const facts: [string, string | null | undefined][] = [
    ["Directory", session.project_path],
    ["Branch", session.git_branch],
    ["Thread", thread],
    ["Transcript", session.transcript_path],
    ["Forked from", session.forked_from],
    ["Session", session.id],
  ];
  const names = Object.entries(unknown);
  const count = names.reduce((sum, [, times]) => sum + times, 0);
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Started</dt>
          <dd>
            <time dateTime={session.started_at}>
              {new Date(session.started_at).toLocaleString()}
            </time>
          </dd>
        </div>
        <div>
          <dt>Agent</dt>
          <dd>{session.agent_status}</dd>
        </div>
        <div>
          <dt>Asks</dt>
          <dd>
            {session.approval_policy ? policyWords[session.approval_policy] : "as configured"}
          </dd>
        </div>
        <div>
          <dt>Reach</dt>
          <dd>{session.sandbox_mode ? sandboxWords[session.sandbox_mode] : "as configured"}</dd>
        </div>
      </dl>
      <dl className="paths">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
              <CopyButton text={value} />
            </div>
          ) : null,
        )}
      </dl>
      {resume && (
        <>
          <h2>In a terminal</h2>
          <div className="iresume">
            <code>{resume}</code>
            <CopyButton text={resume} />
          </div>
        </>
      )}
      {count > 0 && (
        <>
          <h2>Not understood</h2>
          <p className="insp-note">
            {plural(count, "event")} of the agent that this version does not know. They are kept.
          </p>
          <ul className="iunknown">
            {names.map(([name, times]) => (
              <li key={name}>
                <span>{name}</span>
                <span>{times}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
