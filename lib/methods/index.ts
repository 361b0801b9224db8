import type { Enrolling } from '../record/enrollment/confirm.js'
import type { TwoFactorRecord } from '../record/record.js'
import { needsPasskey } from '../record/sign-in/resistance.js'
import { recordParser } from '../record/stored-form.js'
import type { Method, Typed, TypedMethod } from './method.js'
import { passkey } from './passkey/method.js'
import { recoveryCode } from './recovery-code/method.js'
import { sentCode } from './sent-code/method.js'
import { isConfirmed } from './sent-code/sent-code.js'
import { totp } from './totp/method.js'

/** The methods whose proof is typed. */
export const typedMethods: readonly TypedMethod[] = [totp, sentCode, recoveryCode]

/** Every method there is. */
export const methods: readonly Method[] = [...typedMethods, passkey]

/** Types of authenticators whose codes are typed into the field for one-time codes: a block refuses them all. */
export const codeTypes: readonly string[] = typedMethods.filter(({ field }) => field === 'code').map(({ type }) => type)

export const parseRecord = recordParser(methods)

/** What decides which authenticators can prove something. */
export interface Provability {
  /** Whether passkeys can be used here: the option is given. */
  readonly passkeys: boolean
  /** Whether the role takes nothing but a phishing-resistant method from who has one. */
  readonly resistant: boolean
  /** Digest of the address that codes are sent to; nothing where none are sent here, or to this user. */
  readonly addressHash: string | undefined
}

/** The types of authenticators that can prove something for this user here and now; recovery codes are not counted. */
export function provableTypes (record: TwoFactorRecord, { passkeys, resistant, addressHash }: Provability): string[] {
  const hidesCodes = record.codeAttempts.blockedAt !== undefined || needsPasskey(record, resistant)
  const usable = workingTypes(passkeys, isConfirmed(record, addressHash)).filter(type => !hidesCodes || !codeTypes.includes(type))
  return usable.filter(type => record.authenticators.some(authenticator => authenticator.type === type))
}

/** The types of authenticators that work here, whoever has them and whatever is locked. `sentCodes`: codes reach this user. */
export function workingTypes (passkeys: boolean, sentCodes: boolean): string[] {
  return [...passkeys ? [passkey.type] : [], ...codeTypes.filter(type => sentCodes || type !== sentCode.type)]
}

/** Finds how the method of a type judges the first code of an enrollment; `undefined` where the type is unknown here. */
export function enrollingWith (typed: Typed): (type: string) => Enrolling | undefined {
  return wanted => {
    const method = typedMethods.find(({ type }) => type === wanted)
    if (method?.enroll === undefined) return undefined
    const { type, limit, enroll } = method
    return { type, limit, enroll: (enrollment, now) => enroll(enrollment, typed, now) }
  }
}
