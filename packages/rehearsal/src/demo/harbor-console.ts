/** Files of the demo repository: the web console, the documentation and the root. */
export const CONSOLE: Record<string, string> = {
  ".gitignore": "dist/\nnode_modules/\n",
  "README.md": `# Harbor

A small shop platform: payments, accounts and the console its operators look at.

| Folder | What it is |
| --- | --- |
| services/payments | charges, refunds, the ledger |
| services/accounts | tenants, sessions, the audit trail |
| web/console | the operators' console |
| docs | what partners read |

Every folder's tests run with plain node, see its package.json.
`,
  "AGENTS.md": `# Working in Harbor

- Plain JavaScript modules, no semicolons, tests with node:test.
- Change a behaviour together with its test.
`,
  "web/console/package.json": `{
  "name": "@harbor/console",
  "private": true,
  "type": "module",
  "scripts": { "build": "node scripts/build.mjs" }
}
`,
  "web/console/src/format.mjs": `/** 1234567 as 1.2 M. */
export function compact(value) {
  if (value < 1000) return String(value)
  const units = ['k', 'M', 'G']
  let scaled = value
  let unit = -1
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000
    unit++
  }
  return \`\${scaled.toFixed(1)} \${units[unit]}\`
}
`,
  "web/console/src/index.mjs": `import { compact } from './format.mjs'

export function render(rows) {
  return rows.map((row) => \`\${row.name}\\t\${compact(row.total)}\`).join('\\n')
}
`,
  "web/console/scripts/build.mjs": `// Puts the sources into one file per module under dist/, with a manifest of their sizes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

mkdirSync('dist', { recursive: true })
const manifest = {}
for (const name of readdirSync('src').sort()) {
  await new Promise((resolve) => setTimeout(resolve, 700))
  const source = readFileSync(\`src/\${name}\`, 'utf8')
  const built = source.replace(/\\/\\*\\*[^]*?\\*\\//g, '').trim() + '\\n'
  writeFileSync(\`dist/\${name}\`, built)
  manifest[name] = built.length
  console.log(\`dist/\${name}  \${built.length} bytes\`)
}
writeFileSync('dist/manifest.json', JSON.stringify(manifest, null, 2))
`,
  "docs/webhooks.md": `# Webhooks

Harbor posts events to your endpoint.

TODO: retries, signatures, ordering.
`,
  "docs/runbook.md": `# Runbook

1. Look at the p99 of refunds.
2. If the ledger lags, stop the exporter first.
`,
};

/** What an earlier build left behind: not in git, and there to be deleted. */
export const STALE_BUILD: Record<string, string> = {
  "web/console/dist/format.mjs": "export function compact(value) { return String(value) }\n",
  "web/console/dist/legacy-table.mjs": "export const table = () => '<table></table>'\n",
  "web/console/dist/manifest.json": '{ "format.mjs": 56, "legacy-table.mjs": 46 }\n',
};
