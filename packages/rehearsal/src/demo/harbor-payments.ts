/** Files of the demo repository: the payments service. Patches of the scenes apply to these. */
export const PAYMENTS: Record<string, string> = {
  "services/payments/package.json": `{
  "name": "@harbor/payments",
  "private": true,
  "type": "module",
  "scripts": { "test": "node --test test/refunds.mjs test/money.mjs test/retry.mjs" }
}
`,
  "services/payments/src/refunds.mjs": `import { toMinorUnits } from './money.mjs'

/** Pays money back for a charge. */
export class Refunds {
  constructor(ledger) {
    this.ledger = ledger
  }

  async refund({ chargeId, amount, currency }) {
    const charge = await this.ledger.charge(chargeId)
    const minor = toMinorUnits(amount, currency)
    if (minor > charge.amount - charge.refunded) {
      throw new Error(\`refund exceeds charge \${chargeId}\`)
    }
    charge.refunded += minor
    return this.ledger.append({ type: 'refund', chargeId, amount: minor, currency })
  }
}
`,
  "services/payments/src/ledger.mjs": `/** An append-only ledger; the real one is a table. */
export class Ledger {
  charges = new Map()
  entries = []

  addCharge(id, amount) {
    this.charges.set(id, { id, amount, refunded: 0 })
  }

  async charge(id) {
    const charge = this.charges.get(id)
    if (!charge) throw new Error(\`unknown charge \${id}\`)
    return charge
  }

  async append(entry) {
    const stored = { ...entry, seq: this.entries.length + 1 }
    this.entries.push(stored)
    return stored
  }
}
`,
  "services/payments/src/money.mjs": `const DIGITS = { EUR: 2, USD: 2, JPY: 0, KWD: 3 }

/** Whole minor units of an amount: 12.34 EUR is 1234. */
export function toMinorUnits(amount, currency) {
  const digits = DIGITS[currency] ?? 2
  return Math.floor(amount * 10 ** digits)
}
`,
  "services/payments/src/retry.mjs": `/** Calls \`attempt\` until it succeeds, waiting longer each time. */
export async function retry(attempt, { times = 3, baseMs = 10 } = {}) {
  for (let n = 0; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      if (n + 1 >= times) throw error
      await new Promise((resolve) => setTimeout(resolve, baseMs * 2 ** n))
    }
  }
}
`,
  "services/payments/test/refunds.mjs": `import assert from 'node:assert/strict'
import test from 'node:test'
import { Ledger } from '../src/ledger.mjs'
import { Refunds } from '../src/refunds.mjs'

test('a refund is written to the ledger', async () => {
  const ledger = new Ledger()
  ledger.addCharge('ch_1', 5000)
  const refunds = new Refunds(ledger)
  await refunds.refund({ chargeId: 'ch_1', amount: 20, currency: 'EUR' })
  assert.equal(ledger.entries.length, 1)
  assert.equal(ledger.entries[0].amount, 2000)
})
`,
  "services/payments/test/money.mjs": `import assert from 'node:assert/strict'
import test from 'node:test'
import { toMinorUnits } from '../src/money.mjs'

test('amounts become minor units', () => {
  assert.equal(toMinorUnits(12.5, 'EUR'), 1250)
  assert.equal(toMinorUnits(500, 'JPY'), 500)
})
`,
  "services/payments/test/retry.mjs": `import assert from 'node:assert/strict'
import test from 'node:test'
import { retry } from '../src/retry.mjs'

test('waits 10 ms, then 20 ms', async () => {
  const started = Date.now()
  await retry(async (n) => {
    if (n < 2) throw new Error('not yet')
  })
  const took = Date.now() - started
  assert.ok(took >= 30 && took < 31, \`took \${took} ms\`)
})
`,
  "services/payments/scripts/load.mjs": `// Sends refunds at a steady rate and prints the latencies it saw, second by second.
const seconds = Number(process.argv[2] ?? 12)
for (let second = 1; second <= seconds; second++) {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const p50 = (1.8 + Math.sin(second) * 0.3).toFixed(2)
  const p99 = (second < 7 ? 9 + second * 0.4 : 31 + second * 2.2).toFixed(2)
  console.log(\`\${String(second).padStart(3)} s   800 req/s   p50 \${p50} ms   p99 \${p99} ms\`)
}
`,
};
