// Loads the tests of some folders, and runs one after the other as it is told, with a mutant or with none.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** A test, by its place among all of them, and the mutant that is active meanwhile. */
export interface Order {
  readonly test: number
  readonly mutant: string | undefined
}

export interface Loaded {
  readonly tests: readonly { readonly folder: string, readonly name: string }[]
  /** The mutants that run while everything is loaded. */
  readonly reached: readonly string[]
}

export interface Ran {
  readonly passed: boolean
  /** Those of the processor, whatever else the machine does. */
  readonly milliseconds: number
  readonly reached: readonly string[]
}

/** What the instrumented code reads and writes. */
interface Switchboard {
  activeMutant?: string | undefined
  currentTestId?: string
  mutantCoverage?: { readonly static: object, readonly perTest: Record<string, object> }
}

const [mutantAtStart, ...folders] = process.argv.slice(2) as [string, ...string[]]

/** Races and random lives: what they find by chance, the other tests must find each time. */
const BY_CHANCE = /(parallel|properties)\.test\.js$/

const global = globalThis as { __stryker__?: Switchboard }
const switchboard = global.__stryker__ ??= {}
if (mutantAtStart !== '') switchboard.activeMutant = mutantAtStart

// tap ends once no test is running: this one goes on
const { subtest } = t.test('all', async () => { await new Promise(() => {}) })
type Given = Parameters<typeof t.test>
const tests: { folder: string, test: Given }[] = []
let folder: string
Object.defineProperty(t, 'test', { value: (...test: Given) => { tests.push({ folder, test }) } })

for (folder of folders) {
  const directory = fileURLToPath(new URL(`../${folder}`, import.meta.url))
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.test.js') && !BY_CHANCE.test(file)) await import(`${directory}/${file}`)
  }
}

process.on('message', async ({ test, mutant }: Partial<Order>) => {
  // tap has messages of its own
  if (test === undefined) return
  switchboard.activeMutant = mutant
  const id = switchboard.currentTestId = `test ${test}`
  const begin = process.cpuUsage()
  const results = await subtest!.test(...tests[test]!.test)
  const { user, system } = process.cpuUsage(begin)
  const ran: Ran = {
    passed: results?.ok === true,
    milliseconds: (user + system) / 1000,
    reached: Object.keys(switchboard.mutantCoverage?.perTest[id] ?? {})
  }
  process.send!({ ran })
})

// nor does it keep the process alive for what is sent to it
process.channel!.ref()
process.on('disconnect', () => { process.exit() })
const loaded: Loaded = {
  tests: tests.map(({ folder, test: [name] }) => ({ folder, name: String(name) })),
  reached: Object.keys(switchboard.mutantCoverage?.static ?? {})
}
process.send!({ loaded })
