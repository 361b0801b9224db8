import type { TwoFactorUser } from '../user-repository.js'
import type { CheckedRepository } from './checked-repository.js'
import { conformanceErrors as errors } from './errors.js'
import type { UserIds } from './user-ids.js'
import { quoted, shown } from './wording.js'

type Expectation = readonly [property: keyof TwoFactorUser, expected: string, holds: (value: unknown) => boolean]

const expectations: readonly Expectation[] = [
  ['accountName', 'a string', value => typeof value === 'string'],
  ['twoFactor', "'optional' or 'required', or left out", optional(value => value === 'optional' || value === 'required')],
  ['graceEndsAt', 'a valid Date, or nothing', nullable(value => value instanceof Date && !Number.isNaN(value.getTime()))],
  ['issuerName', 'a string, or nothing', nullable(value => typeof value === 'string')],
  ['trustClients', 'a boolean, or left out', optional(value => typeof value === 'boolean')],
  ['hasPassword', 'a boolean, or left out', optional(value => typeof value === 'boolean')],
  ['locale', 'a string, or nothing', nullable(value => typeof value === 'string')]
]

/** The given users are there, with properties of the promised types. */
export async function checkUsers (repository: CheckedRepository, userIds: UserIds): Promise<void> {
  for (const userId of userIds) {
    const user = await repository.findUser(userId)
    if (user === undefined) throw new errors.TWO_FACTOR_REPOSITORY_USER_MISSING(quoted(userId))
    const broken = expectations.find(([property, , holds]) => !holds(user[property]))
    if (broken !== undefined) {
      const [property, expected] = broken
      throw new errors.TWO_FACTOR_REPOSITORY_USER_INVALID(`${property} of ${quoted(userId)}`, shown(user[property]), expected)
    }
  }
}

function optional (holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return value => value === undefined || holds(value)
}

function nullable (holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return value => value === null || optional(holds)(value)
}
