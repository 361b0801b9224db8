import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { methods as list } from '../../lib/methods/index.js'
import { addresses } from '../../lib/web/addresses.js'

const verbsOf = (folder: string): string[] => readdirSync(folder).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3)).toSorted()

/** Decisions that stand under another name outside, or need none of their own. */
const unlike: Record<string, string[]> = {
  'sign-in': ['amr', 'freshness', 'life', 'rank', 'resistance', 'sign-in', 'status'],
  enrollment: ['pending'],
  preferences: [],
  administration: []
}

t.test('a decision has the name of the operation that asks for it, in a folder of the same name', async t => {
  for (const [room, others] of Object.entries(unlike)) {
    const decisions = verbsOf(`lib/record/${room}`).filter(name => !others.includes(name))
    const operations = verbsOf(`lib/${room}`)
    for (const decision of decisions) t.ok(operations.includes(decision), `lib/record/${room}/${decision}.ts and lib/${room}/${decision}.ts`)
  }
})

t.test('each route is one line of a table in the room of its subject', async t => {
  const tables = ['routes/sign-in', 'routes/enrollment', 'routes/preferences', 'routes/sessions', 'routes/assets', 'methods/passkey/routes', 'methods/sent-code/routes'].map(name => readFileSync(`lib/${name}.ts`, 'utf8')).join('')
  for (const name of Object.keys(addresses)) t.ok(tables.includes(`...at('${name}')`), name)
})

t.test('a method is a folder with the same files in it', async t => {
  const methods = readdirSync('lib/methods', { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
  t.strictSame(methods.toSorted(), list.map(({ type }) => type).toSorted())
  for (const method of methods) for (const file of ['method.ts', 'proof.ts']) t.ok(existsSync(`lib/methods/${method}/${file}`), `${method}/${file}`)
})

t.test('the tests stand in the folders of what they try', async t => {
  const beside = ['attacks', 'bench', 'browser', 'endurance', 'events', 'example-app', 'house', 'mutation', 'package', 'readme', 'recipes', 'servers', 'support', 'types']
  const rooms = readdirSync('lib', { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
  const tests = readdirSync('test', { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
  t.strictSame(tests.filter(name => !rooms.includes(name)).toSorted(), beside)
  t.strictSame(rooms.filter(name => !tests.includes(name)), [])
  const described = readFileSync('test/README.md', 'utf8')
  for (const name of tests) t.ok(described.includes(`\`${name}\``), `test/README.md says what ${name} is for`)
})
