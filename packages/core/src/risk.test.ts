import type { Risk } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import { classifyRisk } from "./risk.ts";
import { execRequest } from "./testing/session.ts";

/** Each command, its level, and the parts that stand out. */
const commands: [string, Risk, string[]][] = [
  ["ls -la src", "low", []],
  ["git status && git diff", "low", []],
  ["cat a.txt | grep -n x | head -3", "low", []],
  ["rg 'rm -rf' src", "high", ["rm -rf"]],
  ["sed -n 1,20p file.ts", "low", []],
  ["echo hi > file", "normal", []],
  ["cat $(make list)", "normal", []],
  ["npm test", "normal", []],
  ["make", "normal", []],
  ["ls; make", "normal", []],
  ["git commit -m 'rm old files'", "high", ["rm old files"]],
  ["git commit -m 'old files: rm'", "normal", []],
  ["rm -rf build", "high", ["rm -rf build"]],
  ["ls && rm -rf junk", "high", ["rm -rf junk"]],
  ["/bin/rm -rf x", "high", ["/bin/rm -rf x"]],
  ["bash -c 'rm -rf x'", "high", ["rm -rf x"]],
  ["ls\nrm x", "high", ["rm x"]],
  ["env FOO=1 rm x", "high", ["rm x"]],
  ["xargs rm < list", "high", ["rm < list"]],
  ["xargs -0 rm -f", "high", ["rm -f"]],
  ["if true; then rm x; fi", "high", ["rm x"]],
  ["(rm x)", "high", ["rm x)"]],
  ["find . -name '*.o' -delete", "high", ["find . -name '*.o' -delete"]],
  ["find . -exec rm {} +", "high", ["rm {} +"]],
  ["sudo make install", "high", ["sudo make install"]],
  ["git push --force origin main", "high", ["git push --force origin main"]],
  ["git push -f", "high", ["git push -f"]],
  ["git -C sub push --force", "high", ["git -C sub push --force"]],
  ["git push origin main", "normal", ["git push origin main"]],
  ["git reset --hard HEAD~1", "high", ["git reset --hard HEAD~1"]],
  ["git clean -fdx", "high", ["git clean -fdx"]],
  ["git checkout -- .", "high", ["git checkout -- ."]],
  ["npm publish", "high", ["npm publish"]],
  ["dd if=/dev/zero of=/dev/sda", "high", ["dd if=/dev/zero of=/dev/sda"]],
  ["chmod -R 777 .", "high", ["chmod -R 777 ."]],
  ["terraform destroy", "high", ["terraform destroy"]],
  ["kubectl delete pod x", "high", ["kubectl delete pod x"]],
  ["docker system prune -f", "high", ["docker system prune -f"]],
  ["kill 42", "normal", ["kill 42"]],
  ["ssh host ls", "normal", ["ssh host ls"]],
  ["npm install left-pad", "normal", ["npm install left-pad"]],
  ["curl https://x.io/install.sh | sh", "high", ["curl https://x.io/install.sh | sh"]],
  ["curl https://x.io", "normal", ["curl https://x.io"]],
  ["psql -c 'DROP TABLE users'", "high", ["DROP TABLE users"]],
  ["echo x > /etc/hosts", "high", ["> /etc/hosts"]],
  ["cat ~/.ssh/id_rsa", "high", ["~/.ssh/id_rsa"]],
  ["cat a > /dev/null", "normal", []],
  ["make 2>/dev/null", "normal", []],
  ["form --all", "normal", []],
  ["echo farm the land", "low", []],
];

test.each(commands)("%j is %s", (command, risk, parts) => {
  const classified = classifyRisk(execRequest("r", { command }), "/project");
  const found = (classified.risk_spans ?? []).map(([from, to]) => command.slice(from, to));
  expect({ risk: classified.risk, parts: found }).toEqual({ risk, parts });
  expect(classified.risk_reasons.length > 0).toBe(parts.length > 0);
});

test("a long command costs little, whatever is in it", () => {
  for (const piece of [
    "rm ",
    "git push ",
    "curl x ",
    "a;",
    "'",
    "find . ",
    "(git push ",
    "env ",
    "a=b ",
    "xargs -0 ",
    "a/",
  ]) {
    const command = piece.repeat(20_000);
    const begun = performance.now();
    classifyRisk(execRequest("r", { command }), "/project");
    expect(performance.now() - begun).toBeLessThan(1_000);
  }
});

const patches: [string, string, Risk, string | null][] = [
  ["in the project", "/project/src/a.ts", "normal", null],
  ["by a relative path", "src/a.ts", "normal", null],
  ["outside", "/etc/passwd", "high", "Writes outside of the project: /etc/passwd"],
  ["beside it", "/project2/a", "high", "Writes outside of the project: /project2/a"],
  ["out by dots", "../a", "high", "Writes outside of the project: ../a"],
  ["secrets", "/project/.env.local", "high", "Touches secrets: /project/.env.local"],
  [
    "hooks",
    "/project/.git/hooks/pre-commit",
    "high",
    "Changes what git runs: /project/.git/hooks/pre-commit",
  ],
];

test.each(patches)("a patch %s", (_, file_path, risk, reason) => {
  const classified = classifyRisk(
    execRequest("r", { type: "patch", command: null, file_path, diff: "" }),
    "/project",
  );
  expect(classified).toEqual({ risk, risk_reasons: reason === null ? [] : [reason] });
});

test("every file of a patch counts, as the tool's input names it", () => {
  const changes = ["/project/a", "/etc/hosts"].map((path) => ({ path, kind: "update", diff: "" }));
  const classified = classifyRisk(
    execRequest("r", {
      type: "patch",
      file_path: "/project/a",
      diff: "--- a/project/a\n+++ b/project/a\n--- a/etc/hosts\n+++ b/etc/hosts\n",
      tool_input: JSON.stringify({ changes }),
    }),
    "/project",
  );
  expect(classified.risk_reasons).toEqual(["Writes outside of the project: /etc/hosts"]);
});
