import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ACCOUNTS } from "./harbor-accounts.ts";
import { CONSOLE, STALE_BUILD } from "./harbor-console.ts";
import { PAYMENTS } from "./harbor-payments.ts";

const COMMITS: { message: string; files: Record<string, string> }[] = [
  { message: "Harbor: the console and how we work", files: CONSOLE },
  { message: "payments: charges, refunds and the ledger", files: PAYMENTS },
  { message: "accounts: tenants, sessions, audit trail", files: ACCOUNTS },
];

/**
 * Makes the demo's git repository: three commits, tests that run with plain node, and a stale
 * `web/console/dist` outside git. Its user is configured in the repository alone.
 * @param dir made if it is missing; must not be a repository already
 * @throws if git is missing or refuses
 */
export async function demoRepository(dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  await git(dir, "init", "--quiet", "--initial-branch=main");
  await git(dir, "config", "user.name", "Robin Harbor");
  await git(dir, "config", "user.email", "robin@harbor.example");
  await git(dir, "config", "commit.gpgsign", "false");
  for (const { message, files } of COMMITS) {
    write(dir, files);
    await git(dir, "add", "--all");
    await git(dir, "commit", "--quiet", "--no-verify", `--message=${message}`);
  }
  write(dir, STALE_BUILD);
}

function write(dir: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  // A caller inside a git hook must not lead this git into another repository.
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith("GIT_")) delete env[name];
  const child = Bun.spawn(["git", ...args], { cwd, env, stdout: "ignore", stderr: "pipe" });
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`git ${args[0]} in ${cwd} failed: ${said}`);
}
