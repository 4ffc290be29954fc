import { answer, note, patch, plan, run, scene, think } from "./phrases.ts";
import type { DemoSession } from "./phrases.ts";

const RETRY_STEPS = [
  "Reproduce the flake",
  "Take the clock out of the test",
  "Run it many times",
] as const;

const fixFlakyRetry: DemoSession = {
  name: "fix-flaky-retry",
  provider: "codex",
  prompt: "test/retry.mjs fails every few runs on CI. Find out why and fix it for good.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "services/payments",
  scenario: scene(
    18_400,
    {
      items: [
        think("**Reproducing the flake**\n\nI first want to see it fail here, more than once."),
        plan(0, ...RETRY_STEPS),
      ],
    },
    {
      items: [
        note("I run the test ten times to see how often it fails."),
        run(
          "for i in 1 2 3 4 5 6 7 8 9 10; do node test/retry.mjs >/dev/null && echo ok || echo FAILED; done",
        ),
      ],
    },
    { items: [run("cat test/retry.mjs && sed -n 1,20p src/retry.mjs")] },
    {
      items: [
        think(
          "**Wall clock in the assertion**\n\nThe test allows exactly one millisecond between 30 " +
            "and 31. Timers are only ever late, never early, so a busy machine fails it. The waits " +
            "should be observed, not measured.",
        ),
        plan(1, ...RETRY_STEPS),
        note("`retry` gets its `sleep` from outside; the test then looks at what was asked of it."),
        patch(
          "*** Update File: src/retry.mjs",
          "@@",
          "-/** Calls `attempt` until it succeeds, waiting longer each time. */",
          "-export async function retry(attempt, { times = 3, baseMs = 10 } = {}) {",
          "+const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))",
          "+",
          "+/** Calls `attempt` until it succeeds, waiting longer each time. */",
          "+export async function retry(attempt, { times = 3, baseMs = 10, sleep = pause } = {}) {",
          "@@",
          "-      await new Promise((resolve) => setTimeout(resolve, baseMs * 2 ** n))",
          "+      await sleep(baseMs * 2 ** n)",
          "*** Update File: test/retry.mjs",
          "@@",
          "-  const started = Date.now()",
          "-  await retry(async (n) => {",
          "-    if (n < 2) throw new Error('not yet')",
          "-  })",
          "-  const took = Date.now() - started",
          "-  assert.ok(took >= 30 && took < 31, `took ${took} ms`)",
          "+  const waits = []",
          "+  const sleep = async (ms) => waits.push(ms)",
          "+  const attempt = async (n) => {",
          "+    if (n < 2) throw new Error('not yet')",
          "+  }",
          "+  await retry(attempt, { sleep })",
          "+  assert.deepEqual(waits, [10, 20])",
        ),
      ],
    },
    {
      items: [
        plan(2, ...RETRY_STEPS),
        run(
          "for i in 1 2 3 4 5 6 7 8 9 10; do node test/retry.mjs >/dev/null && echo ok || echo FAILED; done",
        ),
      ],
    },
    {
      items: [plan(3, ...RETRY_STEPS)],
    },
    {
      items: [
        answer(
          "The flake is gone. The test measured **wall-clock time** and allowed one millisecond of " +
            "slack; a timer on a busy CI machine is often two or three late.\n\n" +
            "- `retry` takes its `sleep` as an option, the real one by default\n" +
            "- the test hands in its own and checks the waits that were asked for:\n\n" +
            "```js\nawait retry(attempt, { sleep })\nassert.deepEqual(waits, [10, 20])\n```\n\n" +
            "Ten runs in a row passed, and the test no longer sleeps at all.",
        ),
      ],
    },
  ),
};

const idempotentRefunds: DemoSession = {
  name: "idempotent-refunds",
  provider: "codex",
  prompt:
    "A retried refund request pays twice. Make refunds idempotent by request id, with a test.",
  approval_policy: "untrusted",
  sandbox_mode: "danger-full-access",
  subdir: "services/payments",
  scenario: scene(
    41_000,
    {
      items: [
        think(
          "**Where the key belongs**\n\nThe ledger is append-only, so the first answer for a request " +
            "id can be kept beside it and given again. Two requests at the same time must share one " +
            "promise, not race.",
        ),
        note(
          "I keep the promise of the first request per id, so that even simultaneous retries share it.",
        ),
        patch(
          "*** Update File: src/refunds.mjs",
          "@@",
          "   constructor(ledger) {",
          "     this.ledger = ledger",
          "+    this.byRequest = new Map()",
          "   }",
          " ",
          "-  async refund({ chargeId, amount, currency }) {",
          "+  /** The same request id gives the same entry, however often and however fast it is sent. */",
          "+  refund({ requestId, ...order }) {",
          "+    if (requestId === undefined) return this.#pay(order)",
          "+    const known = this.byRequest.get(requestId)",
          "+    if (known) return known",
          "+    const paid = this.#pay(order)",
          "+    this.byRequest.set(requestId, paid)",
          "+    paid.catch(() => this.byRequest.delete(requestId))",
          "+    return paid",
          "+  }",
          "+",
          "+  async #pay({ chargeId, amount, currency }) {",
          "     const charge = await this.ledger.charge(chargeId)",
          "*** Update File: test/refunds.mjs",
          "@@",
          "   assert.equal(ledger.entries[0].amount, 2000)",
          " })",
          "+",
          "+test('a retried refund is paid once', async () => {",
          "+  const ledger = new Ledger()",
          "+  ledger.addCharge('ch_1', 5000)",
          "+  const refunds = new Refunds(ledger)",
          "+  const order = { requestId: 'req_7', chargeId: 'ch_1', amount: 20, currency: 'EUR' }",
          "+  const [first, second] = await Promise.all([refunds.refund(order), refunds.refund(order)])",
          "+  assert.deepEqual(first, second)",
          "+  assert.equal(ledger.entries.length, 1)",
          "+})",
        ),
      ],
    },
    {
      items: [run("node test/refunds.mjs")],
      declined: [
        answer(
          "I left the files as they were. If you would rather have the key **in the ledger table** " +
            "(a unique index on `request_id`), tell me and I write that migration instead.",
        ),
      ],
    },
    {
      items: [
        answer(
          "Refunds are idempotent now:\n\n" +
            "1. `refund({ requestId, … })` remembers the *promise* of the first call per id\n" +
            "2. a retry, even one that arrives while the first is running, gets the same entry\n" +
            "3. a refund that **failed** is forgotten, so that it can be tried again\n\n" +
            "One thing to decide: the memory is this process' own. With two instances you need a " +
            "unique index on `request_id` as well.",
        ),
      ],
      declined: [
        answer("The change is in place, but I have not run its test: you declined the command."),
      ],
    },
  ),
};

const roundMoney: DemoSession = {
  name: "round-money",
  provider: "codex",
  prompt: "toMinorUnits(19.99, 'EUR') gives 1998. Fix the rounding and add that case to the test.",
  approval_policy: "never",
  sandbox_mode: "danger-full-access",
  subdir: "services/payments",
  scenario: scene(
    12_100,
    {
      items: [
        think("**Binary fractions**\n\n19.99 * 100 is 1998.9999…, and floor cuts it."),
        patch(
          "*** Update File: src/money.mjs",
          "@@",
          "-  return Math.floor(amount * 10 ** digits)",
          "+  return Math.round(amount * 10 ** digits)",
          "*** Update File: test/money.mjs",
          "@@",
          "   assert.equal(toMinorUnits(12.5, 'EUR'), 1250)",
          "+  assert.equal(toMinorUnits(19.99, 'EUR'), 1999)",
        ),
      ],
    },
    { items: [run("node test/money.mjs")] },
    {
      items: [
        answer(
          "Fixed: `19.99 * 100` is `1998.9999999999998` in binary, and `Math.floor` cut the cent " +
            "off. It rounds now, and the test has your case.",
        ),
      ],
    },
  ),
};

const loadTest: DemoSession = {
  name: "load-test-refunds",
  provider: "codex",
  prompt: "Run the refund load test and tell me where the p99 starts to climb.",
  approval_policy: "on-request",
  sandbox_mode: "danger-full-access",
  subdir: "services/payments",
  scenario: scene(
    27_300,
    {
      items: [
        note("I run it for fourteen seconds; the numbers come second by second."),
        run("node scripts/load.mjs 14"),
      ],
    },
    {
      items: [
        think("**The knee is at 7 s**\n\np50 stays flat, so it is queueing, not slow work."),
        answer(
          "The p99 climbs from **second 7**, while the p50 stays at 1.8 ms:\n\n" +
            "| second | p50 | p99 |\n| --- | --- | --- |\n| 6 | 1.7 ms | 11.4 ms |\n" +
            "| 7 | 2.0 ms | 46.4 ms |\n| 14 | 2.1 ms | 61.8 ms |\n\n" +
            "A flat median with a jumping tail is a queue that forms behind something periodic. My " +
            "first suspect is the ledger's flush; the runbook's *stop the exporter first* fits that.",
        ),
      ],
    },
  ),
};

export const PAYMENTS_SCENES: DemoSession[] = [
  fixFlakyRetry,
  idempotentRefunds,
  roundMoney,
  loadTest,
];
