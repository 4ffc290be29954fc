import { budgets } from "./budgets.ts";
import { type Figure, isOver } from "./figure.ts";

/** Figures as a Markdown table: a row for each `of`, a column for each `name`. */
export function table(figures: readonly Figure[]): string {
  const columns = unique(figures.map((figure) => figure.name));
  const rows = unique(figures.map((figure) => figure.of)).map((of) => [
    of,
    ...columns.map((name) => cell(figures.find((one) => one.of === of && one.name === name))),
  ]);
  const all = [["", ...columns], ...rows];
  const widths = ["", ...columns].map((_, at) =>
    Math.max(...all.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((text, at) => pad(text, widths[at] ?? 0, at > 0)).join(" | ")} |`;
  const rule = widths.map((width, at) =>
    at > 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const [head = [], ...body] = all;
  return [line(head), `| ${rule.join(" | ")} |`, ...body.map(line)].join("\n");
}

function cell(figure: Figure | undefined): string {
  if (figure === undefined) return "";
  const text = shown(figure.value);
  if (figure.budget === undefined) return text;
  const { most } = budgets[figure.budget];
  return isOver(figure) ? `${text} OVER ${most}` : `${text} ok (≤ ${most})`;
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
