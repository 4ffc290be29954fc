import type {
  Answers,
  ApprovalOutcome,
  ApprovalRecord,
  ApprovalRequest,
} from "@orbitdock/protocol";
import { useEffect, useState } from "react";
import { titleOf } from "../approval/approval-facts.ts";
import { formatAgo, useTimeText } from "../look/clock.ts";
import { shortPath } from "../look/short-path.ts";

const words: Record<ApprovalOutcome, string> = {
  approved: "allowed",
  approved_for_session: "allowed for the session",
  approved_always: "allowed always",
  denied: "denied",
  abort: "stopped",
  answered: "answered",
  withdrawn: "withdrawn",
};

interface Props {
  list(): Promise<readonly ApprovalRecord[]>;
  /** The session's directory: paths in it are shown without it. */
  root: string;
}

/** Who decided what, the newest first. */
export function ApprovalsTab({ list, root }: Props) {
  const [records, setRecords] = useState<readonly ApprovalRecord[] | { error: string } | null>(
    null,
  );
  useEffect(() => {
    let stale = false;
    list().then(
      (found) => stale || setRecords(found),
      (error: unknown) =>
        stale || setRecords({ error: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      stale = true;
    };
  }, [list]);

  if (records === null) return <p className="insp-none">Loading…</p>;
  if ("error" in records) return <p className="insp-bad">{records.error}</p>;
  if (records.length === 0) return <p className="insp-none">Nothing was asked yet.</p>;
  const newest = records.toSorted((a, b) =>
    a.request.requested_at < b.request.requested_at ? 1 : -1,
  );
  return (
    <ul className="irecords">
      {newest.map((record) => (
        <Line key={record.id} record={record} root={root} />
      ))}
    </ul>
  );
}

function Line({ record, root }: { record: ApprovalRecord; root: string }) {
  const { request, outcome, decided_at: at, decided_by: who, message, answers } = record;
  const ago = useTimeText((now) => formatAgo(now - Date.parse(at ?? request.requested_at)));
  const said = message ?? (answers ? saidOf(request, answers) : null);
  const tone = outcome === null ? "wait" : outcome.startsWith("approved") ? "yes" : "no";
  const subject = request.command ?? request.file_path ?? request.question ?? "";
  return (
    <li className="irecord">
      <div className="irecord-head">
        <b className={`irecord-${outcome === "answered" ? "yes" : tone}`}>
          {outcome === null ? "waiting" : words[outcome]}
        </b>
        <span>{titleOf(request).replace("Allow ", "")}</span>
        <time dateTime={at ?? request.requested_at}>{ago}</time>
      </div>
      <div className="irecord-what" title={subject}>
        <bdi>{request.command === null ? shortPath(subject, root) : subject}</bdi>
      </div>
      {said && (
        <p className="irecord-said" dir="auto">
          “{said}”
        </p>
      )}
      {who && <p className="irecord-who">by {who}</p>}
    </li>
  );
}

/** The answers in one line; those to a secret question are not shown. */
function saidOf(request: ApprovalRequest, answers: Answers): string {
  const secret = new Set(request.questions?.filter((one) => one.secret).map((one) => one.id));
  return Object.entries(answers)
    .map(([id, given]) => (secret.has(id) ? "•••" : given.join(", ")))
    .join("; ");
}
