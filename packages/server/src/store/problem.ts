import type { Problem } from "./rows.ts";

/** A problem on its way through code that throws. */
export class DatabaseProblem extends Error {
  override name = "DatabaseProblem";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.problem);
    this.problem = problem;
  }
}

/** The code of SQLite (`SQLITE_FULL`) or of the system (`ENOSPC`), or an empty text. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** Errors that lie in the row and not in the database: another row may well be written. */
export function isRowError(error: unknown): boolean {
  const code = codeOf(error);
  if (code === "") return !(error instanceof DatabaseProblem);
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code) || code.startsWith("ERR_");
}

/** What a row that was read says is no longer what was written; all others are as good as before. */
export function rowProblem(error: unknown, path: string): Problem {
  const said = error instanceof Error ? error.message : String(error);
  return {
    kind: "row",
    problem: `An entry of ${path} cannot be read (${said}).`,
    hint: "The rest of it can. A backup of the database may still have this entry.",
  };
}

/** Whether the connection is good for more after this. */
export function leavesConnection({ kind }: Problem): boolean {
  return kind === "full" || kind === "busy" || kind === "row";
}

/** @param path of the database, for the words. */
export function problemOf(error: unknown, path: string): Problem {
  if (error instanceof DatabaseProblem) return error.problem;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const is = (...starts: string[]) => starts.some((start) => code.startsWith(start));
  if (is("SQLITE_FULL", "ENOSPC", "EDQUOT"))
    return {
      kind: "full",
      problem: `The disk that holds ${path} is full.`,
      hint: "Free some space. Sessions go on, and what is unsaved is written as soon as it fits.",
    };
  if (is("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "EACCES", "EPERM", "EROFS"))
    return {
      kind: "readonly",
      problem: `${path} cannot be written to (${said}).`,
      hint: "Make the file and its directory writable for the user that runs OrbitDock.",
    };
  if (is("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    return {
      kind: "corrupt",
      problem: `The database ${path} is damaged (${said}).`,
      hint: "OrbitDock moves a damaged database aside when it next writes, and keeps what can be read from it. Check the disk.",
    };
  if (is("SQLITE_CANTOPEN", "ENOENT", "ENOTDIR", "EISDIR"))
    return {
      kind: "missing",
      problem: `The database ${path} cannot be opened (${said}).`,
      hint: "Make sure that its directory exists and that no directory stands in the file's place.",
    };
  if (is("SQLITE_BUSY", "SQLITE_LOCKED"))
    return {
      kind: "busy",
      problem: `Another program holds ${path} locked.`,
      hint: "Close the program that has the database open.",
    };
  return {
    kind: "other",
    problem: `The database ${path} cannot be used (${code === "" ? said : `${code}: ${said}`}).`,
    hint: "Look at the disk and at OrbitDock's log. What is unsaved is kept in memory and tried again.",
  };
}
