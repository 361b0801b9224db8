import type { CheckedRepository } from './checked-repository.js'
import { isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow } from './sample-row.js'
import { store } from './stored.js'
import { quoted } from './wording.js'

/** Ids of existing users; most is tried with the first one. */
export type UserIds = readonly [string, ...string[]]

/** Each user has a row of their own. */
export async function checkDistinctIds (repository: CheckedRepository, userIds: UserIds): Promise<void> {
  const rows = new Map(userIds.map(userId => [userId, sampleRow()]))
  for (const [userId, row] of rows) {
    await store(repository, userId, row)
    for (const [earlier, earlierRow] of rows) {
      if (earlier === userId) break
      if (!isSame(await repository.find(earlier), earlierRow)) {
        throw new errors.TWO_FACTOR_REPOSITORY_IDS_CONFUSED(quoted(earlier), quoted(userId))
      }
    }
  }
}

/** An id that belongs to nobody, but differs from this user's only in case, accent or trailing space, does not lead to their row. */
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

/** Whether this id certainly belongs to nobody; where the column does not take the id, nothing is known about it. */
async function isNobody (repository: CheckedRepository, userId: string): Promise<boolean> {
  return await repository.findUser(userId).then(user => user === undefined, () => false)
}
