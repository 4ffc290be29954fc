import type { SessionState } from "@orbitdock/protocol";
import { useMemo } from "react";
import { parseDiff } from "../approval/diff-parse.ts";
import { DiffCounts } from "../approval/diff-view.tsx";
import { shortPath } from "../look/short-path.ts";
import { tokens } from "./format.ts";
import { TurnBars } from "./turn-bars.tsx";

const signs = { completed: "✓", in_progress: "◐", pending: "○" } as const;
const words = { completed: "done", in_progress: "under way", pending: "to do" } as const;

/** What the agent means to do, what it touched, and what that cost. */
export function PlanTab(props: { session: SessionState; onFile(path: string): void }) {
  const { session, onFile } = props;
  const { current_plan: plan, current_diff: diff, token_usage: usage } = session;
  const files = useMemo(() => (diff ? parseDiff(diff) : []), [diff]);
  const total = usage.input_tokens + usage.output_tokens;
  return (
    <>
      <h2>Plan</h2>
      {plan?.explanation && (
        <p className="insp-note" dir="auto">
          {plan.explanation}
        </p>
      )}
      {plan ? (
        <ol className="steps">
          {plan.steps.map(({ step, status }, at) => (
            <li key={at} className={`step step-${status}`}>
              <span aria-hidden="true">{signs[status]}</span>
              <span className="hidden-text">{words[status]}: </span>
              <span dir="auto">{step}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="insp-none">The agent made none.</p>
      )}
      <h2>Files touched</h2>
      {files.length === 0 && <p className="insp-none">None.</p>}
      <ul>
        {files.map((file, at) => (
          <li key={`${at}${file.path}`}>
            <button type="button" className="ifile" onClick={() => onFile(file.path)}>
              <span className="ifile-path" title={file.path}>
                <bdi>{shortPath(file.path, session.project_path)}</bdi>
              </span>
              <DiffCounts added={file.added} removed={file.removed} />
            </button>
          </li>
        ))}
      </ul>
      <h2>Tokens per turn</h2>
      <TurnBars session={session} />
      <dl className="facts">
        <div>
          <dt>This session</dt>
          <dd>
            {tokens(total)}
            {usage.cost_usd !== undefined && ` · $${usage.cost_usd.toFixed(2)}`}
          </dd>
        </div>
        {usage.context_tokens !== undefined && usage.context_window > 0 && (
          <div>
            <dt>Context</dt>
            <dd>
              {tokens(usage.context_tokens)} of {tokens(usage.context_window)}
            </dd>
          </div>
        )}
        {usage.cached_tokens > 0 && (
          <div>
            <dt>From the cache</dt>
            <dd>{tokens(usage.cached_tokens)}</dd>
          </div>
        )}
      </dl>
    </>
  );
}
