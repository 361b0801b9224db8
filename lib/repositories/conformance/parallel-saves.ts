import type { TwoFactorRow } from '../user-repository.js'
import type { CheckedRepository } from './checked-repository.js'
import { isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow } from './sample-row.js'
import { asLostRace, mustBeStored, mustRefuse, store } from './stored.js'
import type { UserIds } from './user-ids.js'

const WRITERS = 25
const ROUNDS = 10

/** Where a user has no row, exactly one of many first saves stores it; where they have one, none does. */
export async function checkFirstSave (repository: CheckedRepository, userIds: UserIds): Promise<void> {
  for (const userId of userIds) {
    const stored = await repository.find(userId) ?? await race(repository, userId, undefined)
    await mustRefuse(repository, userId, stored, undefined)
  }
}

/** Exactly one of many saves over one revision stores its row, and whoever reads meanwhile gets a row that was saved. */
export async function checkParallelSaves (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  let before = sampleRow()
  await store(repository, userId, before)
  for (let round = 0; round < ROUNDS; round++) before = await race(repository, userId, before)
}

async function race (repository: CheckedRepository, userId: string, before: TwoFactorRow | undefined): Promise<TwoFactorRow> {
  const rows = Array.from({ length: WRITERS }, (_, index) => sampleRow({ enabled: index % 2 === 0 }))
  const [saves, reads] = await Promise.all([
    Promise.allSettled(rows.map(async row => await repository.save(userId, row, before?.revision) ? row : undefined)),
    Promise.all(rows.map(async () => await repository.find(userId)))
  ])
  const [winner, ...others] = saves.flatMap(save => save.status === 'fulfilled' && save.value !== undefined ? [save.value] : [])
  const rejected = saves.find(save => save.status === 'rejected')
  if (rejected !== undefined) throw winner === undefined ? rejected.reason : asLostRace(rejected.reason)
  if (winner === undefined) throw new errors.TWO_FACTOR_REPOSITORY_NO_WINNER(WRITERS)
  const stored = await repository.find(userId)
  if (others.length > 0 && stored !== undefined) throw notExclusive(before, `${others.length + 1} were answered with true`)
  if (rows.some(row => row !== winner && row.revision === stored?.revision)) {
    throw notExclusive(before, 'the one that was answered with true is not the one that is stored')
  }
  await mustBeStored(repository, userId, winner, before)
  const torn = reads.some(read => ![before, ...rows].some(row => isSame(read, row)))
  if (torn) throw new errors.TWO_FACTOR_REPOSITORY_TORN_ROW()
  return winner
}

function notExclusive (before: TwoFactorRow | undefined, what: string): Error {
  if (before === undefined) return new errors.TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE()
  return new errors.TWO_FACTOR_REPOSITORY_LOST_UPDATE(WRITERS, what)
}
