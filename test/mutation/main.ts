// Changes the library in one place at a time, and names those of these mutants that no test notices.
// `npm run test:mutation session web/language.ts`: folders and files of lib; with `-- --tests session,web` by the tests of these folders.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { mutate, type Mutant } from './mutate.js'
import { Tester } from './tester.js'

interface Test {
  /** Its place among all tests. */
  readonly index: number
  readonly folder: string
  /** Its place among those of its folder. */
  readonly place: number
  /** What it took of the processor. */
  readonly milliseconds: number
  /** The mutants that it runs through. */
  readonly reached: ReadonlySet<string>
  /** The files in which it noticed a mutant. */
  readonly noticed: Set<string>
}

/** What mutants are tried with. */
interface Suite {
  readonly folders: readonly string[]
  readonly tests: readonly Test[]
  /** The mutants that run while the library is loaded. */
  readonly reachedAtStart: ReadonlySet<string>
}

const { positionals: places, values } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string' }, lanes: { type: 'string', default: '2' } }
})

/** Folders of tests that can run in one process: those that notice most, then the others, for the mutants that are left. */
const near = ['session', 'storage', 'sign-in', 'web', 'trusted-clients', 'guards', 'events', 'record', 'methods', 'crypto']
const far = ['enrollment', 'preferences', 'administration', 'repositories', 'options', 'routes', 'pages', 'attacks']

/** How much longer than ten times its usual a test may take, in milliseconds: what takes longer hangs. */
const PATIENCE = 20_000

/** What the tests of one mutant may take together, in milliseconds, those that fail by it apart. */
const LONGEST = 20_000

/** How many mutants one process tries: each may leave something behind. */
const MOST = 150

/** The part of the mutants that should be noticed. */
const LEAST = 0.95

const root = resolve('.mutation', places.join('+').replaceAll('/', '-'))
const mutants = await mutate(root, places)
let survivors = mutants
for (const folders of values.tests === undefined ? [near, far] : [values.tests.split(',')]) survivors = await survivorsOf(survivors, folders)
for (const name of new Set(mutants.map(({ folder }) => folder))) {
  const [all, survived] = [mutants, survivors].map(some => some.filter(({ folder }) => folder === name).length) as [number, number]
  const part = 1 - survived / all
  console.log(`${name}: ${all} mutants, ${all - survived} killed, ${survived} survived, ${(100 * part).toFixed(1)} %`)
  if (part < LEAST) process.exitCode = 1
}

/** The mutants that no test of these folders notices. */
async function survivorsOf (some: readonly Mutant[], folders: readonly string[]): Promise<Mutant[]> {
  const testers = Array.from({ length: Number(values.lanes) }, () => new Tester(root, folders))
  const suite = await suiteOf(testers, folders)
  console.log(`${some.length} mutants, ${suite.tests.length} tests of ${folders.join(', ')}, which do not notice:`)
  const survivors: Mutant[] = []
  await share(some, testers, async (mutant, tester, tried) => {
    if (!await isKilled(mutant, tester, suite)) {
      survivors.push(mutant)
      console.log(mutant.text)
    }
    if (tried % MOST === 0) tester.stop()
  })
  for (const tester of testers) tester.stop()
  return survivors
}

/** Runs all tests once without a mutant. */
async function suiteOf (testers: readonly Tester[], folders: readonly string[]): Promise<Suite> {
  const loaded = await testers[0]!.load()
  if (loaded === undefined) throw new Error('The tests cannot be loaded: `npx tap` says why.')
  const tests: Test[] = []
  await share(loaded.tests.entries(), testers, async ([index, { folder, name }], tester) => {
    const ran = await tester.run({ test: index, mutant: undefined }, 10 * PATIENCE)
    if (ran?.passed !== true) return console.log(`Left out, because it fails beside others: ${folder}, ${name}`)
    const place = index - loaded.tests.findIndex(other => other.folder === folder)
    tests.push({ index, folder, place, milliseconds: ran.milliseconds, reached: new Set(ran.reached), noticed: new Set() })
  })
  return { folders, tests, reachedAtStart: new Set(loaded.reached) }
}

/** Whether a test fails because of the mutant. */
async function isKilled (mutant: Mutant, tester: Tester, suite: Suite): Promise<boolean> {
  const { id, file } = mutant
  const reaching = suite.tests.filter(({ reached }) => reached.has(id))
  for (const test of inOrder(mutant, reaching)) {
    if (!await fails(test, tester, id)) continue
    // where it fails without the mutant too, another one left something behind
    if (!await passes(test, tester) && !(await passes(test, tester) && await fails(test, tester, id))) continue
    test.noticed.add(file)
    return true
  }
  // what is done once in a process is reached by the first test of each, and some processes end early
  const once = suite.reachedAtStart.has(id) || (reaching.length > 0 && reaching.length <= 2 * Number(values.lanes))
  return once && await isKilledAtStart(mutant, suite)
}

/** The same for what is done while the library is loaded, or once: a process for each folder. */
async function isKilledAtStart (mutant: Mutant, { tests }: Suite): Promise<boolean> {
  const { id, file } = mutant
  const ordered = inOrder(mutant, tests)
  for (const folder of new Set(ordered.map(({ folder }) => folder))) {
    const tester = new Tester(root, [folder], id)
    try {
      if (await tester.load() === undefined) return true
      for (const test of ordered.filter(test => test.folder === folder)) {
        if (!await fails({ ...test, index: test.place }, tester, id)) continue
        test.noticed.add(file)
        return true
      }
    } finally {
      tester.stop()
    }
  }
  return false
}

/** A test that hangs or ends its process fails too. */
async function fails (test: Test, tester: Tester, mutant: string): Promise<boolean> {
  const ran = await tester.run({ test: test.index, mutant }, 10 * test.milliseconds + PATIENCE)
  return ran?.passed !== true
}

/** Whether it passes without a mutant; where it does not, the next one gets a new process. */
async function passes (test: Test, tester: Tester): Promise<boolean> {
  const ran = await tester.run({ test: test.index, mutant: undefined }, 10 * test.milliseconds + PATIENCE)
  if (ran?.passed !== true) tester.stop()
  return ran?.passed === true
}

/** First what noticed something in the same file before, then what is about the same subject, each time the fast ones. */
function inOrder ({ file, folder }: Mutant, some: readonly Test[]): Test[] {
  const rank = (test: Test): number => test.noticed.has(file) ? 0 : test.folder === folder ? 1 : 2
  let left = LONGEST
  return some.toSorted((one, other) => rank(one) - rank(other) || one.milliseconds - other.milliseconds)
    .filter(({ milliseconds }) => (left -= milliseconds) > 0)
}

/** Each tester takes the next item when it is through with one; `count` is how many it has had. */
async function share<Item> (
  items: Iterable<Item>,
  testers: readonly Tester[],
  work: (item: Item, tester: Tester, count: number) => Promise<void>
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  await Promise.all(testers.map(async tester => {
    for (let count = 1, next = iterator.next(); next.done !== true; count++, next = iterator.next()) await work(next.value, tester, count)
  }))
}
