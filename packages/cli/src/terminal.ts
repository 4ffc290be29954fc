import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Where a command writes. With `json`, stdout gets nothing but JSON. */
export interface Terminal {
  readonly json: boolean;
  /** A line for a person, on stdout; nothing with `--json`. */
  line(text?: string): void;
  /** Text without a newline of its own, likewise. */
  text(text: string): void;
  /** A value for a program, on one line of stdout; nothing without `--json`. */
  value(value: unknown): void;
  /** A remark on stderr. */
  note(text: string): void;
  /** Colours the text where stdout is a terminal that shows colours. */
  style(style: Style, text: string): string;
  /** Columns; many where stdout is no terminal, since whoever reads it then can cut it. */
  readonly columns: number;
}

type Env = Record<string, string | undefined>;

/** Whether to write colours to a stream: https://no-color.org, and FORCE_COLOR as Node reads it. */
export function usesColours(isTerminal: boolean, env: Env): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return isTerminal && env["TERM"] !== "dumb";
}

export function openTerminal(json: boolean): Terminal {
  const coloured = usesColours(process.stdout.isTTY === true, process.env);
  return {
    json,
    line: (text = "") => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    text: (text) => {
      if (!json) process.stdout.write(text);
    },
    value: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    note: (text) => process.stderr.write(`${text}\n`),
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
    get columns() {
      return process.stdout.columns || 200;
    },
  };
}

/**
 * Text of an agent as a terminal may show it: without control characters, which could move the
 * cursor over what a person is about to approve.
 */
export function printable(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => (character === "\r" ? "" : "\ufffd"),
  );
}

/** The first so many characters, with a sign where there are more. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** The same on one line, cut to a length. */
export function oneLine(text: string, length: number): string {
  return cut(printable(text).replace(/\s+/g, " ").trim(), length);
}
