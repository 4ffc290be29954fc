import { type BudgetName, budgets } from "./budgets.ts";

/** One measured number: a cell of its scenario's table. */
export interface Figure {
  /** What was measured: the row. */
  of: string;
  /** What of it: the column, with its unit. */
  name: string;
  value: number;
  budget?: BudgetName;
}

export interface Settings {
  quick: boolean;
  /** Says what is being done, on stderr. */
  say(what: string): void;
}

export interface Scenario {
  name: string;
  /** What the table shows, in a line. */
  title: string;
  run(settings: Settings): Promise<Figure[]>;
}

export function isOver(figure: Figure): boolean {
  return figure.budget !== undefined && figure.value > budgets[figure.budget].most;
}
