import { randomRevision } from '../../crypto/random.js'
import type { TwoFactorRow } from '../user-repository.js'
import type { CheckedRepository } from './checked-repository.js'
import { isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow, trickyRecord } from './sample-row.js'
import { mustRefuse, store } from './stored.js'
import type { UserIds } from './user-ids.js'

const HIGHEST = Number.MAX_SAFE_INTEGER
const FRESH_READS = 50

const texts: readonly string[] = [
  'quotes \' " ` and backslashes \\ \\\\ \\n \\0, NUL \u0000',
  'placeholders ? ?? $1 $$ :name @name %s %d {0} and NULL \\N',
  'composed \u00e1\u00df\u0130\u0131, decomposed a\u0301, one ligature \ufb01',
  'outside of the basic plane 😀 👩‍👩‍👧 𝒳, right to left עברית, 漢字',
  'spaces \u00a0\u2003\u200b\u2028\u2029\ufeff, line ends \r \n \r\n, at the end   ',
  '60,000 characters '.padEnd(60_000, 'x')
]

const revisions: readonly number[] = [1, 2 ** 31, 2 ** 32 + 1, 2 ** 52 + 1, HIGHEST - 1, HIGHEST, HIGHEST - 2]

/** Every property comes back as it was given: the text to the last space, the revision to its 53rd bit. */
export async function checkStoredRows (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  for (const text of texts) await store(repository, userId, sampleRow({ record: trickyRecord(text) }))
  for (const enabled of [true, false, true]) await store(repository, userId, sampleRow({ enabled }))
  for (const revision of revisions) await store(repository, userId, sampleRow({ revision }))
}

/** A save over any other revision than the stored one is refused, even over the nearest. */
export async function checkRevisions (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  const [earlier, later, highest] = [sampleRow(), sampleRow(), sampleRow({ revision: HIGHEST - 2 })]
  for (const row of [earlier, later]) await store(repository, userId, row)
  for (const revision of [earlier.revision, randomRevision(), undefined]) await mustRefuse(repository, userId, later, revision)
  await store(repository, userId, highest)
  for (const revision of [HIGHEST - 3, HIGHEST - 1, HIGHEST]) await mustRefuse(repository, userId, highest, revision)
}

/** Whoever reads after a save sees it, each time, whether it came with events or not. */
export async function checkFreshReads (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  for (let count = 0; count < FRESH_READS; count++) await store(repository, userId, sampleRow(), count % 2 === 0)
}

/** What the caller does to a row that they gave or got changes nothing that is stored. */
export async function checkCopies (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  const row = sampleRow()
  const given = { ...row }
  await store(repository, userId, given)
  spoil(given)
  const found = await repository.find(userId)
  if (found === undefined || !isSame(found, row)) throw new errors.TWO_FACTOR_REPOSITORY_LIVE_ROW('the object that was saved')
  spoil(found)
  if (!isSame(await repository.find(userId), row)) throw new errors.TWO_FACTOR_REPOSITORY_LIVE_ROW('the object that findTwoFactor gave')
}

function spoil (row: TwoFactorRow): void {
  for (const [property, value] of Object.entries(sampleRow({ enabled: true }))) Reflect.set(row, property, value)
}
