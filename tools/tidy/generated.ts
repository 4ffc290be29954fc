import type { Problem, Rule } from "./rule.ts";
import type { Tree } from "./tree.ts";

/** Generated files agree with what they are generated from; each room brings its own check. */
export const generatedRule: Rule = {
  name: "generated files",
  explained: "CONTRIBUTING.md#generated-files",
  check: async (tree) => {
    const scripts = tree.files.filter((file) =>
      /^packages\/[^/]+\/check-generated\.(?:ts|mjs)$/.test(file),
    );
    const found = await Promise.all(scripts.map((script) => outcome(tree, script)));
    return found.flat();
  },
};

async function outcome(tree: Tree, script: string): Promise<Problem[]> {
  const child = Bun.spawn([process.execPath, script], {
    cwd: tree.root,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 60_000,
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code === 0) return [];
  const words = `${out}${err}`.trim();
  return [{ file: script, message: words === "" ? `ended with ${code}` : words }];
}
