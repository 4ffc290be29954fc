import { memo, useMemo, useState } from "react";
import { type DiffFile, type DiffLine, parseDiff } from "./diff-parse.ts";
import { shortPath } from "../look/short-path.ts";
import "./diff-view.css";

/** How many lines were added and removed; the words are for those who hear it. */
export function DiffCounts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="diff-counts">
      {added > 0 && (
        <span className="diff-added" aria-label={`${added} added`}>
          +{added}
        </span>
      )}
      {removed > 0 && (
        <span className="diff-removed" aria-label={`${removed} removed`}>
          −{removed}
        </span>
      )}
    </span>
  );
}

interface Props {
  diff: string;
  /** The session's directory: paths in it are shown without it. */
  root: string;
  /** Lines shown of each file before "show all". */
  lines?: number;
  /** Leave out a heading where there is but one file. */
  bare?: boolean;
  /** Prefix of the ids of the files, to scroll to one. */
  anchor?: string;
}

/** A unified diff, file by file. */
export const DiffView = memo(function DiffView({ diff, root, lines = 40, bare, anchor }: Props) {
  const files = useMemo(() => parseDiff(diff), [diff]);
  return (
    <div className="diff">
      {files.map((file, at) => (
        <div
          key={`${at}:${file.path}`}
          className="diff-file"
          {...(anchor ? { id: `${anchor}${file.path}` } : {})}
        >
          {!(bare && files.length === 1) && file.path !== "" && (
            <FileHead file={file} root={root} />
          )}
          <Lines lines={file.lines} most={lines} />
        </div>
      ))}
    </div>
  );
});

function FileHead({ file, root }: { file: DiffFile; root: string }) {
  return (
    <div className="diff-head">
      <span className="diff-path" title={file.path}>
        <bdi>{shortPath(file.path, root)}</bdi>
      </span>
      {file.change !== "changed" && <span className="diff-change">{file.change}</span>}
      <DiffCounts added={file.added} removed={file.removed} />
    </div>
  );
}

const sign = { add: "+", del: "-", same: " ", hunk: "", note: "" } as const;

function Lines({ lines, most }: { lines: readonly DiffLine[]; most: number }) {
  const [all, setAll] = useState(false);
  const shown = all || lines.length <= most + 5 ? lines : lines.slice(0, most);
  const firstHunk =
    lines[0]?.kind === "hunk" && lines.filter((l) => l.kind === "hunk").length === 1;
  return (
    <>
      <div className="diff-lines" tabIndex={0} role="group" aria-label="changed lines">
        <div className="diff-wide">
          {shown.map((line, at) =>
            at === 0 && firstHunk ? null : (
              <div key={at} className={`diff-line diff-${line.kind}`}>
                {sign[line.kind] && <span className="diff-sign">{sign[line.kind]}</span>}
                {line.text || " "}
              </div>
            ),
          )}
        </div>
      </div>
      {shown.length < lines.length && (
        <button type="button" className="diff-more" onClick={() => setAll(true)}>
          Show all {lines.length} lines
        </button>
      )}
    </>
  );
}
