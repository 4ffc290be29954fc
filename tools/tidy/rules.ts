import { arrowsRule, declaredRule, portableRule } from "./arrows.ts";
import { cyclesRule } from "./cycles.ts";
import { dependenciesRule } from "./dependencies.ts";
import { generatedRule } from "./generated.ts";
import { lengthRule } from "./length.ts";
import { lockRule } from "./lock.ts";
import { namesRule } from "./names.ts";
import { pointersTo } from "./pointers.ts";
import { portableFilesRule } from "./portable-files.ts";
import { purityRule } from "./purity.ts";
import type { Rule } from "./rule.ts";
import { testsRule } from "./tests.ts";

const aboutTheTree: readonly Rule[] = [
  arrowsRule,
  portableRule,
  cyclesRule,
  purityRule,
  declaredRule,
  dependenciesRule,
  generatedRule,
  lengthRule,
  lockRule,
  namesRule,
  portableFilesRule,
  testsRule,
];

/** Every rule, in the order in which they are checked. */
export const rules: readonly Rule[] = [...aboutTheTree, pointersTo(aboutTheTree)];
