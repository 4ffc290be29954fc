import type { Rule } from "./rule.ts";
import { missingPlatforms } from "../setup/lock-platforms.mjs";

/** The lock names the binaries of every platform, or `npm ci` refuses it. */
export const lockRule: Rule = {
  name: "complete lock",
  explained: "CONTRIBUTING.md#portable-files",
  check: (tree) =>
    tree.files
      .filter((file) => file.endsWith("package-lock.json"))
      .flatMap((file) =>
        missingPlatforms(JSON.parse(tree.read(file))).map(({ name }) => ({
          file,
          message: `lacks ${name}: run node tools/lock-platforms.mjs`,
        })),
      ),
};
