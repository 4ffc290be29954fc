export interface DiffLine {
  kind: "add" | "del" | "same" | "hunk" | "note";
  text: string;
}

export interface DiffFile {
  path: string;
  change: "added" | "deleted" | "renamed" | "changed";
  added: number;
  removed: number;
  lines: DiffLine[];
}

/** Splits a unified diff (git's or plain) by file. Text that is no diff becomes notes. */
export function parseDiff(diff: string): DiffFile[] {
  const files: DiffFile[] = [];
  let file: DiffFile | null = null;
  let inHunk = false;
  /** Lines still to come in this hunk; `null` where its head does not say, as Codex' may not. */
  let left: { old: number; new: number } | null = null;

  const begin = (path: string): DiffFile => {
    const made: DiffFile = { path, change: "changed", added: 0, removed: 0, lines: [] };
    files.push(made);
    inHunk = false;
    left = null;
    return made;
  };
  const lines = diff.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const [at, line] of lines.entries()) {
    const open: boolean = inHunk && (left === null || left.old > 0 || left.new > 0);
    if (line.startsWith("diff --git ")) {
      file = begin(line.match(/ b\/(.*)$/)?.[1] ?? line.slice(11));
      continue;
    }
    // In a hunk these may be changed lines, unless another hunk follows: some heads miscount.
    const names = line.startsWith("--- ") && lines[at + 1]?.startsWith("+++ ");
    if (names && !(open && left && !lines[at + 2]?.startsWith("@@"))) {
      if (!file || file.lines.length > 0) file = begin("");
      const path = sideOf(line);
      if (path === null) file.change = "added";
      else file.path = path;
      continue;
    }
    if (line.startsWith("+++ ") && file && !inHunk) {
      const path = sideOf(line);
      if (path === null) file.change = "deleted";
      else file.path = path;
      continue;
    }
    file ??= begin("");
    if (line.startsWith("@@")) {
      const counts = line.match(/^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/);
      left = counts && { old: Number(counts[1] ?? 1), new: Number(counts[2] ?? 1) };
      inHunk = true;
      file.lines.push({ kind: "hunk", text: line });
    } else if (!inHunk) head(file, line);
    else push(file, line, left);
  }
  return files;
}

function push(file: DiffFile, line: string, left: { old: number; new: number } | null) {
  if (line.startsWith("+")) {
    file.added++;
    if (left) left.new--;
    file.lines.push({ kind: "add", text: line.slice(1) });
  } else if (line.startsWith("-")) {
    file.removed++;
    if (left) left.old--;
    file.lines.push({ kind: "del", text: line.slice(1) });
  } else if (line.startsWith("\\")) {
    file.lines.push({ kind: "note", text: line.slice(2) });
  } else {
    if (left) {
      left.old--;
      left.new--;
    }
    file.lines.push({ kind: "same", text: line.slice(1) });
  }
}

function head(file: DiffFile, line: string) {
  if (line.startsWith("new file")) file.change = "added";
  else if (line.startsWith("deleted file")) file.change = "deleted";
  else if (line.startsWith("rename to ")) {
    file.change = "renamed";
    file.path = line.slice(10);
  } else if (!/^(?:index|old mode|new mode|similarity|rename from) ?/.test(line) && line !== "")
    file.lines.push({ kind: "note", text: line });
}

/** The path a `---` or `+++` line names; null for none. */
function sideOf(line: string): string | null {
  const path = line.slice(4).split("\t", 1)[0] ?? "";
  if (path === "/dev/null") return null;
  return path.replace(/^[ab]\/(?=.)/, "");
}
