import { answer, note, patch, plan, run, scene, think } from "./phrases.ts";
import type { DemoSession } from "./phrases.ts";

const RENAME_STEPS = ["Find every org_id", "Rename in the sources", "Run the tests"] as const;

const renameTenantId: DemoSession = {
  name: "rename-tenant-id",
  provider: "codex",
  prompt:
    "Rename org_id to tenant_id everywhere in accounts. The x-org-id header must keep working.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "services/accounts",
  scenario: scene(
    33_700,
    {
      items: [
        think("**Scope**\n\nA rename is only safe when I know every place, also in strings."),
        plan(0, ...RENAME_STEPS),
        run("grep -rn org_id src test; sleep 1; grep -rn x-org-id src test"),
      ],
    },
    {
      items: [
        plan(1, ...RENAME_STEPS),
        note("Two files hold all of them. The header name stays: partners send it."),
        patch(
          "*** Update File: src/tenants.mjs",
          "@@",
          "-export function addTenant(org_id, name) {",
          "-  tenants.set(org_id, { org_id, name, plan: 'free' })",
          "+export function addTenant(tenant_id, name) {",
          "+  tenants.set(tenant_id, { tenant_id, name, plan: 'free' })",
          " }",
          "@@",
          "-  const org_id = request.headers['x-org-id']",
          "-  const tenant = tenants.get(org_id)",
          "-  if (!tenant) throw new Error(`unknown tenant ${org_id}`)",
          "+  const tenant_id = request.headers['x-tenant-id'] ?? request.headers['x-org-id']",
          "+  const tenant = tenants.get(tenant_id)",
          "+  if (!tenant) throw new Error(`unknown tenant ${tenant_id}`)",
          "*** Update File: src/audit.mjs",
          "@@",
          "-export function record(org_id, action, at = Date.now()) {",
          "-  events.push({ org_id, action, at })",
          "+export function record(tenant_id, action, at = Date.now()) {",
          "+  events.push({ tenant_id, action, at })",
          " }",
          " ",
          "-export function eventsOf(org_id) {",
          "-  return events.filter((event) => event.org_id === org_id)",
          "+export function eventsOf(tenant_id) {",
          "+  return events.filter((event) => event.tenant_id === tenant_id)",
        ),
      ],
    },
    { items: [plan(2, ...RENAME_STEPS), run("node test/tenants.mjs && git diff --stat")] },
    { items: [plan(3, ...RENAME_STEPS)] },
    {
      items: [
        answer(
          "Renamed in `src/tenants.mjs` and `src/audit.mjs`; both tests pass.\n\n" +
            "`x-tenant-id` is read first and `x-org-id` still works. Stored audit events keep their " +
            "old field until they are migrated.",
        ),
      ],
    },
  ),
};

const migrate: DemoSession = {
  name: "apply-migrations",
  provider: "codex",
  prompt: "Bring the local database up to date and tell me what changed.",
  approval_policy: "untrusted",
  sandbox_mode: "danger-full-access",
  subdir: "services/accounts",
  scenario: scene(
    22_500,
    {
      items: [
        think(
          "**Before I run anything**\n\nscripts/migrate.mjs has three pending migrations. Applying " +
            "them changes the database, which only the owner may say.",
        ),
        note("Three migrations are pending. Applying them changes the database, so I ask."),
        run("node scripts/migrate.mjs", {
          sandbox_permissions: "require_escalated",
          justification: "May I apply the three pending migrations to the local database?",
        }),
      ],
    },
    {
      items: [
        answer(
          "Three migrations are applied:\n\n- `0041_tenant_plan`: the plan column\n" +
            "- `0042_audit_index`: an index on tenant and time\n" +
            "- `0043_session_ttl`: when a session ends",
        ),
      ],
      declined: [answer("Nothing was applied; the three migrations are still pending.")],
    },
  ),
};

const sessionStore: DemoSession = {
  name: "session-store",
  provider: "codex",
  prompt: "A restart signs everybody out. Move the sessions out of the process.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "services/accounts",
  scenario: scene(
    58_200,
    { items: [run("cat src/session.mjs && ls ..")] },
    {
      items: [
        think(
          "**This is a decision, not a detail**\n\nWhere sessions live and what happens to those " +
            "that are open now is for the owner to say.",
        ),
        {
          type: "call",
          name: "request_user_input",
          args: {
            questions: [
              {
                id: "store",
                header: "Store",
                question: "Where should sessions live?",
                options: [
                  {
                    label: "Postgres (Recommended)",
                    description: "One table more; the accounts database is there anyway.",
                  },
                  { label: "Redis", description: "Faster look-ups, one more thing to run." },
                  {
                    label: "Signed cookie",
                    description: "No store at all, but no sign-out either.",
                  },
                ],
              },
              {
                id: "open_sessions",
                header: "Open ones",
                question: "What happens to sessions that are open when this is deployed?",
                options: [
                  {
                    label: "Sign out once (Recommended)",
                    description: "Simple; everybody signs in again.",
                  },
                  { label: "Carry over", description: "A hand-over while both versions run." },
                ],
              },
            ],
          },
        },
      ],
    },
    {
      items: [
        note(
          "Noted. I put the store behind the two functions that exist, so that no caller changes.",
        ),
        patch(
          "*** Update File: src/session.mjs",
          "@@",
          "-// Sessions live in this process: a restart signs everybody out.",
          "-const sessions = new Map()",
          "+// Where sessions live is the store's affair; this module knows only how long.",
          "+let sessions = new Map()",
          "+",
          "+/** Puts another store in place: anything with get(token) and set(token, session). */",
          "+export function useStore(store) {",
          "+  sessions = store",
          "+}",
        ),
      ],
    },
    {
      items: [
        answer(
          "The seam is in: `useStore()` takes anything with `get` and `set`, and the callers of " +
            "`open` and `userOf` stay as they are. The store you chose comes next, as a change of its own.",
        ),
      ],
    },
  ),
};

const auditExport: DemoSession = {
  name: "audit-export",
  provider: "codex",
  prompt: "Add a CSV export of the audit trail, one file per tenant.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "services/accounts",
  scenario: scene(
    171_000,
    {
      items: [
        think("**Reading the audit trail**\n\nHow are events stored, and who reads them today?"),
        run("sed -n 1,40p src/audit.mjs && sleep 2"),
      ],
    },
    {
      error: {
        status: 429,
        body: {
          error: {
            type: "usage_limit_reached",
            message: "The usage limit has been reached",
            plan_type: "plus",
            resets_in_seconds: 7800,
          },
        },
      },
    },
  ),
};

export const ACCOUNTS_SCENES: DemoSession[] = [renameTenantId, migrate, sessionStore, auditExport];
