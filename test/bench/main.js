import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareChallenges } from './comparisons/challenge.js'
import { compareChecks } from './comparisons/check.js'
import { compareGrowth } from './comparisons/growth.js'
import { compareGuards } from './comparisons/guard.js'
import { compareMemory } from './comparisons/memory.js'
import { compareOutbox } from './comparisons/outbox.js'
import { comparePages } from './comparisons/pages.js'
import { comparePasskeys } from './comparisons/passkey.js'
import { compareSentCodes } from './comparisons/sent-code.js'
import { compareWeights } from './comparisons/weight.js'
import { createSchema, dropSchema } from './database.js'
import { plot } from './plot.js'
import { Report } from './report.js'
import { killServers } from './server.js'
import { table } from './table.js'

const comparisons = {
  check: compareChecks,
  guard: compareGuards,
  challenge: compareChallenges,
  growth: compareGrowth,
  outbox: compareOutbox,
  pages: comparePages,
  passkey: comparePasskeys,
  'sent-code': compareSentCodes,
  memory: compareMemory,
  weight: compareWeights
}

const { values: { json, plot: drawing, table: markdown, quick, only } } = parseArgs({
  options: {
    /** A file for the rows. */
    json: { type: 'string' },
    /** A file for the ratios, drawn as SVG. */
    plot: { type: 'string' },
    /** A file for the table of the guide. */
    table: { type: 'string' },
    /** Fewer and shorter rounds, and no million of users. */
    quick: { type: 'boolean', default: false },
    /** The name of a comparison; may be given several times. */
    only: { type: 'string', multiple: true, default: Object.keys(comparisons) }
  }
})

const report = new Report()
await createSchema()
const directory = await mkdtemp(join(tmpdir(), 'two-factor-bench-'))
try {
  for (const name of only) {
    if (comparisons[name] === undefined) throw new Error(`There is no comparison ${name}. There are: ${Object.keys(comparisons).join(', ')}`)
    const started = performance.now()
    await comparisons[name](report, { quick, directory })
    report.say(`took ${Math.round((performance.now() - started) / 1000)} s`)
  }
} finally {
  killServers()
  await dropSchema()
  await rm(directory, { recursive: true })
}
if (json !== undefined) report.write(json)
if (drawing !== undefined) await writeFile(drawing, plot(report.rows))
if (markdown !== undefined) await writeFile(markdown, table(report.rows))
report.sayGoals()
