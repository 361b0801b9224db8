import { isUser, readUser, typeOf } from '../known-user.js'
import type { CheckedRepository } from './checked-repository.js'
import { conformanceErrors as errors } from './errors.js'
import type { UserIds } from './user-ids.js'
import { quoted, shown } from './wording.js'

/** The given users are there, with properties of the promised types and names. */
export async function checkUsers (repository: CheckedRepository, userIds: UserIds): Promise<void> {
  for (const userId of userIds) {
    const given: unknown = await repository.findUser(userId)
    if (given === undefined) throw new errors.TWO_FACTOR_REPOSITORY_USER_MISSING(quoted(userId))
    if (!isUser(given)) throw invalid('user', userId, typeOf(given), 'an object with their properties')
    const { complaints: [complaint] } = readUser(given)
    if (complaint?.otherSpelling !== undefined) throw invalid(complaint.property, userId, complaint.otherSpelling, 'spelled as here')
    if (complaint !== undefined) throw invalid(complaint.property, userId, shown(complaint.given), complaint.expected)
    const { accountName } = given as { accountName?: unknown }
    if (typeof accountName !== 'string') throw invalid('accountName', userId, shown(accountName), 'a string')
  }
}

function invalid (property: string, userId: string, found: string, expected: string): Error {
  return new errors.TWO_FACTOR_REPOSITORY_USER_INVALID(`${property} of ${quoted(userId)}`, found, expected)
}
