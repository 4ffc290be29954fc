import type { Tree } from "./tree.ts";

/** One place that breaks a rule. */
export type Problem = {
  /** Path from the root of the tree, with forward slashes. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly message: string;
};

/** A rule about the tree: what it is called, where a person reads about it, and its check. */
export type Rule = {
  readonly name: string;
  /** A document and the anchor of the section that explains the rule. */
  readonly explained: string;
  readonly check: (tree: Tree) => readonly Problem[] | Promise<readonly Problem[]>;
};
