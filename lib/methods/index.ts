import type { Enrolling } from '../record/enrollment/confirm.js'
import type { TwoFactorRecord } from '../record/record.js'
import { recordParser } from '../record/stored-form.js'
import type { Method, Typed } from './method.js'
import { recoveryCode } from './recovery-code/method.js'
import { totp } from './totp/method.js'

/** Every method there is. */
export const methods: readonly Method[] = [totp, recoveryCode]

/** Types of authenticators whose codes are typed into the field for one-time codes: a block refuses them all. */
export const codeTypes: readonly string[] = methods.filter(({ field, limit }) => field === 'code' && limit > 0).map(({ type }) => type)

export const parseRecord = recordParser(methods)

/** The types of authenticators that can prove something for this user here and now; recovery codes are not counted. */
export function provableTypes (record: TwoFactorRecord | undefined): string[] {
  if (record === undefined || record.codeAttempts.blockedAt !== undefined) return []
  return codeTypes.filter(type => record.authenticators.some(authenticator => authenticator.type === type))
}

/** Finds how the method of a type judges the first code of an enrollment; `undefined` where the type is unknown here. */
export function enrollingWith (typed: Typed): (type: string) => Enrolling | undefined {
  return wanted => {
    const method = methods.find(({ type }) => type === wanted)
    if (method?.enroll === undefined) return undefined
    const { type, limit, enroll } = method
    return { type, limit, enroll: (enrollment, now) => enroll(enrollment, typed, now) }
  }
}
