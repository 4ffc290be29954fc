import type { ApprovalRequest } from "@orbitdock/protocol";
import { useMemo } from "react";
import { parseDiff } from "./diff-parse.ts";
import { DiffCounts, DiffView } from "./diff-view.tsx";
import { shortPath } from "../look/short-path.ts";
import { RiskCommand } from "./risk-command.tsx";

interface Props {
  request: ApprovalRequest;
  /** The session's directory: paths in it are shown without it. */
  root: string;
  compact: boolean;
}

/** What it is about: the command, the edit, where, and why. */
export function ApprovalSubject({ request, root, compact }: Props) {
  const { command, diff, reason, risk_reasons: risks, proposed_amendment: rule } = request;
  // Said where it is not the directory of the session itself.
  const cwd = request.cwd === root ? null : request.cwd;
  const said = request.type !== "question";
  return (
    <>
      {said && command !== null && (
        <RiskCommand command={command} spans={request.risk_spans} lines={compact ? 4 : 12} />
      )}
      {said && request.question && (
        <p className="apc-why" dir="auto">
          {request.question}
        </p>
      )}
      {diff !== null &&
        (compact ? (
          <DiffFiles diff={diff} root={root} />
        ) : (
          <div className="apc-diff">
            <DiffView diff={diff} root={root} lines={24} />
          </div>
        ))}
      {said && diff === null && command === null && request.file_path && (
        <p className="apc-path" title={request.file_path}>
          {shortPath(request.file_path, root)}
        </p>
      )}
      {said && (risks.length > 0 || reason) && (
        <p className="apc-why" dir="auto">
          {risks.length > 0 && <>{sentences(risks)} </>}
          {reason && (
            <>
              The agent said: <q>{reason}</q>
            </>
          )}
        </p>
      )}
      {!compact && (cwd || (rule && rule.length > 0)) && (
        <dl className="apc-facts">
          {cwd && (
            <div>
              <dt>in</dt>
              <dd title={cwd}>{shortPath(cwd, root)}</dd>
            </div>
          )}
          {rule && rule.length > 0 && (
            <div>
              <dt>always allows</dt>
              <dd>{rule.join(" ")} …</dd>
            </div>
          )}
        </dl>
      )}
    </>
  );
}

/** The files of a diff in one or two lines. */
function DiffFiles({ diff, root }: { diff: string; root: string }) {
  const files = useMemo(() => parseDiff(diff), [diff]);
  return (
    <ul className="apc-files">
      {files.slice(0, 3).map((file, at) => (
        <li key={`${at}${file.path}`} title={file.path}>
          <span className="cut">{shortPath(file.path, root).split("/").slice(-2).join("/")}</span>
          <DiffCounts added={file.added} removed={file.removed} />
        </li>
      ))}
      {files.length > 3 && <li>and {files.length - 3} more</li>}
    </ul>
  );
}

function sentences(parts: readonly string[]): string {
  const said = parts.map((part) => part.trim().replace(/\.$/, "")).filter(Boolean);
  const text = said.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(". ");
  return text && `${text}.`;
}
