import type { CheckedRepository } from './checked-repository.js'
import { isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow } from './sample-row.js'
import { store } from './stored.js'
import { quoted } from './wording.js'

/** Ids of existing users, the one that most is tried with first. */
export type UserIds = readonly [string, ...string[]]

/** Each user has a row of his own. */
export async function checkDistinctIds (repository: CheckedRepository, userIds: UserIds): Promise<void> {
  const rows = new Map(userIds.map(userId => [userId, sampleRow()]))
  for (const [userId, row] of rows) {
    await store(repository, userId, row)
    for (const [earlier, earlierRow] of rows) {
      if (earlier === userId) break
      if (!isSame(await repository.find(earlier), earlierRow)) throw new errors.TWO_FACTOR_REPOSITORY_IDS_CONFUSED(quoted(earlier), quoted(userId))
    }
  }
}

/** An id that differs in case, accent or trailing space only, and is no user's, does not lead to this user's row. */
export async function checkLookAlikeIds (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  const row = sampleRow()
  await store(repository, userId, row)
  for (const lookAlike of lookAlikesOf(userId)) {
    if (!await isNobody(repository, lookAlike)) continue
    const found = await repository.find(lookAlike).catch(() => undefined)
    const saved = await repository.save(lookAlike, sampleRow(), row.revision).catch(() => false)
    if (isSame(found, row) || saved) throw new errors.TWO_FACTOR_REPOSITORY_IDS_CONFUSED(quoted(lookAlike), quoted(userId))
  }
}

function lookAlikesOf (userId: string): string[] {
  const upperCase = userId.toUpperCase()
  const otherCase = userId === upperCase ? userId.toLowerCase() : upperCase
  const accented = userId.replace(/[aeiou]/i, letter => `${letter}\u0301`.normalize('NFC'))
  return [otherCase, accented, `${userId} `].filter(lookAlike => lookAlike !== userId)
}

/** Certainly no user: of an id that the column does not take nothing is known. */
async function isNobody (repository: CheckedRepository, userId: string): Promise<boolean> {
  return await repository.findUser(userId).then(user => user === undefined, () => false)
}
