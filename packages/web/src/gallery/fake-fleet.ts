import type { SessionSummary } from "@orbitdock/protocol";
import { ago, asking, fakeSession } from "./fake-sessions.ts";

const work = `Flaky checkout e2e|web|Bash|pnpm test checkout --repeat 20|run 14 of 20: 14 passed|43
Invoice PDF fonts|billing|Edit|src/pdf/fonts.ts|embedding the subset instead of the family|21
Search index backfill|search|Bash|cargo run --release -- backfill|1.8M of 4.1M documents|67
Tenant quotas|platform|Read|src/quota/mod.rs|the limiter counts per pod, so I need|12
iOS deep links|mobile|||the universal link falls back when|8
Docs: webhooks|docs|Write|guides/webhooks.md|Every delivery carries an id. Retry|17
Drop Node 18|sdk-js|Bash|npm run test:matrix|node 20 ✓  node 22 ✓  node 24 …|34
Slow dashboard query|api|Bash|psql -c "explain analyze …"|Seq Scan on events (rows=9.2M)|55
Audit log export|api|Edit|src/audit/export.ts|streams rows in pages of a thousand|29
Map tiles cache|mobile|Bash|xcodebuild test|Test Suite MapTests started|83
تحديث نصوص الواجهة|web|Edit|src/i18n/ar.json|أترجم الرسائل المتبقية الآن|38
A very long name that someone gave to a session because they could, and then some more|a-repository-with-a-long-name|Bash|find . -name "*.ts" -newer package.json -exec grep -l "deprecated" {} +|and a very long line that the agent said last, which does not end where the card ends|61`;

const ready =
  "Pagination cursors api,Fix avatar crop web,OAuth device flow auth,Grafana boards infra,Kotlin 2.4 mobile,Price rounding billing,Delete dead code gateway,Typo sweep docs,Retry budget sdk-js,Locale dates web,Bulk invite growth,Schema registry platform,Backup drill infra,Webhook secrets api,SSO logout auth,Sitemap docs,Theme tokens web,Push certs mobile,Cold start gateway";

const waiting: readonly SessionSummary[] = [
  asking(
    "n1",
    {
      command: "cd packages/web && rm -rf dist && pnpm build",
      risk: "high",
      risk_reasons: ["Deletes files."],
      risk_spans: [[19, 30]],
      reason: "The old chunks confuse the size check, so I’ll build from clean.",
      requested_at: ago(400),
    },
    { title: "Clean release build", git_branch: "release/4.2" },
  ),
  asking(
    "n2",
    {
      type: "question",
      question: "Should a refund that crosses midnight book on the day it was asked for, or paid?",
      questions: [
        {
          id: "q",
          header: "Day",
          question:
            "Should a refund that crosses midnight book on the day it was asked for, or the day it was paid?",
          options: [{ label: "Asked for" }, { label: "Paid" }],
          allow_other: true,
        },
      ],
      options: [],
      requested_at: ago(300),
    },
    { title: "Ledger for refunds", project_name: "billing", git_branch: "feature/refunds" },
  ),
  asking(
    "n3",
    {
      type: "patch",
      file_path: "/home/ada/code/web/src/tenant.ts",
      diff: "--- a/src/tenant.ts\n+++ b/src/tenant.ts\n@@ -1,2 +1,3 @@\n-const id = orgId\n+const id = tenantId\n+export { id }\n x\n",
      options: ["approved", "approved_for_session", "denied", "abort"],
      requested_at: ago(200),
    },
    { title: "Rename tenant id", project_name: "platform", git_branch: "main" },
  ),
  fakeSession("n4", {
    title: "Upgrade to React 20",
    project_name: "admin",
    git_branch: "deps",
    last_error: {
      message: "Codex’ weekly limit is used up. It opens again at 14:20.",
      at: ago(370),
    },
  }),
];

/** A fleet like that of the design's pictures, with `working` at work. */
export function fakeFleet(working = 27, ended = 63): SessionSummary[] {
  const lines = work.split("\n");
  const atWork = Array.from({ length: working }, (_, at) => {
    const [title, project, tool, argument, last, context] = (lines[at % lines.length] ?? "").split(
      "|",
    );
    return fakeSession(`w${at}`, {
      title: at < lines.length ? (title ?? null) : `${title} ${at}`,
      project_name: project ?? "web",
      work_status: "working",
      current_tool: tool ? { name: tool, argument: argument ?? "" } : null,
      last_line: last ?? null,
      status_since: ago(20 + at * 37),
      token_usage: {
        input_tokens: 0,
        output_tokens: 0,
        cached_tokens: 0,
        context_window: 100,
        context_tokens: Number(context),
      },
    });
  });
  const done = ready.split(",").map((line, at) =>
    fakeSession(`r${at}`, {
      title: line.slice(0, line.lastIndexOf(" ")),
      project_name: line.slice(line.lastIndexOf(" ") + 1),
      status_since: ago(120 + at * 400),
    }),
  );
  const over = Array.from({ length: ended }, (_, at) =>
    fakeSession(`e${at}`, {
      title: `Done long ago ${at + 1}`,
      status: "ended",
      work_status: "ended",
      agent_status: "stopped",
      status_since: ago(9000 + at * 600),
    }),
  );
  return [...waiting, ...atWork, ...done, ...over];
}
