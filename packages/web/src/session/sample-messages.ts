import type { Message } from "@orbitdock/protocol";

const start = Date.now() - 15 * 60_000;
/** Seconds into the sample sessions. */
export const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
let made = 0;

/** Makes a message of a sample session. */
export function sampleMessage(turn: number, fields: Partial<Message>): Message {
  made++;
  return {
    id: `m${made}`,
    session_id: "s1",
    message_type: "assistant",
    content: "",
    tool_name: null,
    tool_input: null,
    tool_output: null,
    is_error: false,
    timestamp: ago(12),
    duration_ms: null,
    turn,
    ...fields,
  };
}

export const user = (turn: number, content: string) =>
  sampleMessage(turn, { message_type: "user", content });
export const say = (turn: number, content: string, fields: Partial<Message> = {}) =>
  sampleMessage(turn, { content, ...fields });
export const bash = (turn: number, command: string, fields: Partial<Message> = {}) =>
  sampleMessage(turn, {
    message_type: "tool",
    tool_name: "Bash",
    content: command,
    tool_input: JSON.stringify({ command }),
    duration_ms: 3200,
    ...fields,
  });

const editDiff = `@@ -12,3 +12,4 @@
 async book(refund: Refund) {
-  if (await this.seen(refund.orderId)) return
+  const entry = toEntry(refund, { key: refund.requestId })
+  return this.ledger.insertOnce(entry)
 }
`;
const edit = (turn: number) =>
  sampleMessage(turn, {
    message_type: "tool",
    tool_name: "Edit",
    content: "/home/ada/billing/src/refund.ts",
    tool_input: JSON.stringify({
      changes: [{ path: "/home/ada/billing/src/refund.ts", kind: "update", diff: editDiff }],
    }),
  });

export const sampleDiff = `--- a/src/refund.ts
+++ b/src/refund.ts
${editDiff}--- a/src/ledger.ts
+++ b/src/ledger.ts
@@ -3,4 +3,6 @@ export class Ledger {
 export class Ledger {
-  seen(order: string) { return this.db.has(order) }
+  insertOnce(entry: Entry) {
+    return this.db.insert(entry).onConflict("key").ignore()
+  }
   close() {}
 }
--- /dev/null
+++ b/test/refund.test.ts
@@ -0,0 +1,3 @@
+test("a retry books once", async () => {
+  // …
+})
`;

export const older = [
  user(6, "Find every place that assumes a refund books on the order’s day"),
  ...Array.from({ length: 11 }, (_, index) => bash(6, `rg -n order.day src/${index}`)),
  say(6, "Eleven places, all in `src/ledger.ts`."),
];

export const newest = [
  user(7, "Make refunds idempotent. A retry from the gateway must not book twice."),
  say(
    7,
    "The gateway retries with the same `request_id`, but the ledger only checks the order. I’ll key the entry on the request and let the database refuse the second one.",
  ),
  bash(7, "cat src/ledger.ts src/refund.ts", {
    duration_ms: 104,
    tool_output: "export class Ledger {\n  …\n}",
  }),
  edit(7),
  bash(7, "pnpm test refund", { tool_output: "14 passed" }),
  say(7, "Tests pass. One thing I can’t decide from the code:"),
];

export const words = `I looked at how **retries** arrive. Three things matter:

1. The gateway repeats a request with the same \`request_id\`.
2. The ledger looks at the *order*, so two refunds of one order collide.
3. A crash between booking and answering leaves it in doubt.

## What I changed

| File | Change |
| --- | --- |
| \`src/ledger.ts\` | insert once, by key |
| \`src/refund.ts\` | passes the key |

\`\`\`ts
export async function book(refund: Refund): Promise<Entry> {
  // the database refuses the second one
  const entry = toEntry(refund, { key: refund.requestId });
  return ledger.insertOnce(entry);
}
\`\`\`

> A retry that comes a week later still finds its key.

- [x] ledger
- [ ] documentation, see [the guide](https://example.com)`;
