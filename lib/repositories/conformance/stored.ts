import { randomRevision } from '../../crypto/random.js'
import type { TwoFactorRow } from '../user-repository.js'
import type { CheckedRepository } from './checked-repository.js'
import { changedRow, isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow } from './sample-row.js'
import { messageOf, quoted } from './wording.js'

/** Saves over whatever is stored and reads it back, by several reads at once. */
export async function store (repository: CheckedRepository, userId: string, row: TwoFactorRow, withEvents = true): Promise<void> {
  const before = await repository.find(userId)
  if (!await repository.save(userId, row, before?.revision, withEvents)) {
    throw new errors.TWO_FACTOR_REPOSITORY_REFUSED(quoted(userId), before?.revision)
  }
  await mustBeStored(repository, userId, row, before)
}

/** Throws unless a row is stored whose save was answered with true. */
export async function mustBeStored (
  repository: CheckedRepository,
  userId: string,
  row: TwoFactorRow,
  before: TwoFactorRow | undefined
): Promise<void> {
  const reads = await Promise.all([1, 2, 3, 4].map(async () => await repository.find(userId)))
  const found = reads.find(found => !isSame(found, row))
  if (found === undefined && !reads.includes(undefined)) return
  if (found !== undefined && !isSame(found, before)) throw changedRow(row, found)
  // a repository that compares revisions shows by its answers whether the row is there
  const isThere = !await repository.save(userId, sampleRow(), randomRevision()) && await repository.save(userId, sampleRow(), row.revision)
  throw isThere ? new errors.TWO_FACTOR_REPOSITORY_STALE_READ() : new errors.TWO_FACTOR_REPOSITORY_NOTHING_STORED(quoted(userId))
}

/** Tries a save that must be refused, because this row is stored, and must leave the row as it is. */
export async function mustRefuse (
  repository: CheckedRepository,
  userId: string,
  stored: TwoFactorRow,
  expectedRevision: number | undefined
): Promise<void> {
  const saved = await repository.save(userId, sampleRow(), expectedRevision).catch((error: unknown) => { throw asLostRace(error) })
  if (saved) {
    if (expectedRevision === undefined) throw new errors.TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE()
    throw new errors.TWO_FACTOR_REPOSITORY_NOT_COMPARED(expectedRevision, stored.revision)
  }
  if (!isSame(await repository.find(userId), stored)) throw new errors.TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED(quoted(userId))
}

/** The fault of a save that rejects where it should answer that another save was first; any other fault stays as it is. */
export function asLostRace (error: unknown): unknown {
  if (!(error instanceof errors.TWO_FACTOR_REPOSITORY_REJECTED)) return error
  const { cause } = error
  return new errors.TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED(messageOf(cause), { cause })
}
