import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'

/** Their files start the example when they are loaded, each with a folder of its own. */
const apart = ['example-app']

/** What would take too long beside the rest of its folder, and runs at the same time. */
const halves = { attacks: /passkey|registration|resistant|sent-codes/ }

// One process for the tests of a folder: to start one for each file takes longer than its tests.
const suites = {}
for (const file of readdirSync('test', { recursive: true }).toSorted()) {
  // `npm run bench` installs packages there that bring tests of their own
  if (!file.endsWith('.test.ts') || file.includes('node_modules')) continue
  const path = file.replaceAll('\\', '/').replace(/\.ts$/, '')
  const [folder] = path.split('/')
  const half = halves[folder]?.test(path) ? `${folder}-passkeys` : folder
  const name = apart.includes(folder) ? path.replaceAll('/', '-') : half
  suites[name] = `${suites[name] ?? ''}import '../test/${path}.js'\n`
}

rmSync('compiled/suites', { recursive: true, force: true })
mkdirSync('compiled/suites')
for (const [name, imports] of Object.entries(suites)) writeFileSync(`compiled/suites/${name}.js`, imports)
