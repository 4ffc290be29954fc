/** Files of the demo repository: the accounts service. Patches of the scenes apply to these. */
export const ACCOUNTS: Record<string, string> = {
  "services/accounts/package.json": `{
  "name": "@harbor/accounts",
  "private": true,
  "type": "module",
  "dependencies": { "fastify": "4.28.1", "pino": "8.21.0", "undici": "5.28.4" },
  "scripts": { "test": "node --test test/tenants.mjs" }
}
`,
  "services/accounts/src/tenants.mjs": `const tenants = new Map()

export function addTenant(org_id, name) {
  tenants.set(org_id, { org_id, name, plan: 'free' })
}

export function tenantOf(request) {
  const org_id = request.headers['x-org-id']
  const tenant = tenants.get(org_id)
  if (!tenant) throw new Error(\`unknown tenant \${org_id}\`)
  return tenant
}
`,
  "services/accounts/src/audit.mjs": `const events = []

export function record(org_id, action, at = Date.now()) {
  events.push({ org_id, action, at })
}

export function eventsOf(org_id) {
  return events.filter((event) => event.org_id === org_id)
}
`,
  "services/accounts/src/session.mjs": `// Sessions live in this process: a restart signs everybody out.
const sessions = new Map()

export function open(userId, ttlMs = 30 * 60_000) {
  const token = crypto.randomUUID()
  sessions.set(token, { userId, expiresAt: Date.now() + ttlMs })
  return token
}

export function userOf(token) {
  const session = sessions.get(token)
  return session && session.expiresAt > Date.now() ? session.userId : undefined
}
`,
  "services/accounts/test/tenants.mjs": `import assert from 'node:assert/strict'
import test from 'node:test'
import { eventsOf, record } from '../src/audit.mjs'
import { addTenant, tenantOf } from '../src/tenants.mjs'

test('a request finds its tenant', () => {
  addTenant('t_1', 'Northwind')
  assert.equal(tenantOf({ headers: { 'x-org-id': 't_1' } }).name, 'Northwind')
})

test('events are kept apart', () => {
  record('t_1', 'login')
  record('t_2', 'login')
  assert.equal(eventsOf('t_1').length, 1)
})
`,
  "services/accounts/scripts/migrate.mjs": `// Applies the pending migrations to the local database; --plan only lists them.
const pending = ['0041_tenant_plan', '0042_audit_index', '0043_session_ttl']
for (const name of pending) {
  await new Promise((resolve) => setTimeout(resolve, 600))
  console.log(\`\${process.argv.includes('--plan') ? 'pending' : 'applied'}  \${name}\`)
}
console.log(\`\${pending.length} migrations\`)
`,
};
