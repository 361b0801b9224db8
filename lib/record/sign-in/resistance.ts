import type { Policy } from '../policy.js'
import type { TwoFactorRecord } from '../record.js'
import type { TwoFactorMethod } from '../sign-in-method.js'
import { SENT_CODE } from './rank.js'
import type { SignIn } from './sign-in.js'

/** The method that no look-alike site can catch. */
const RESISTANT = 'passkey' satisfies TwoFactorMethod

/** Whether the role asks for a passkey: it said so when this sign-in began, or says so now. */
export function asksForPasskey (signIn: SignIn, policy: Policy | null | undefined): boolean {
  return signIn.phishingResistant === true || policy?.phishingResistant === true
}

/** Whether only a passkey may prove something: that is asked for, and the user has one. Without one a code leads to registering it. */
export function needsPasskey (record: TwoFactorRecord, resistant: boolean): boolean {
  return resistant && hasPasskey(record)
}

export function hasPasskey (record: TwoFactorRecord): boolean {
  return record.authenticators.some(({ type }) => isResistant(type))
}

export function isResistant (type: string): boolean {
  return type === RESISTANT
}

/** What a sign-in becomes by this method: complete, or held until a passkey is registered where its policy asks for one. */
export function statusBy ({ phishingResistant }: SignIn, method: TwoFactorMethod): 'complete' | 'enrollment' {
  return phishingResistant !== true || isResistant(method) ? 'complete' : 'enrollment'
}

/** What a proof by this method leaves in the session. */
export function provedBy (
  { proved = [] }: SignIn,
  method: TwoFactorMethod,
  now: number
): Pick<SignIn, 'verifiedAt' | 'assertedAt' | 'sentCodeAt' | 'proved'> {
  return {
    verifiedAt: now,
    proved: proved.includes(method) ? proved : [...proved, method],
    ...isResistant(method) && { assertedAt: now },
    ...method === SENT_CODE && { sentCodeAt: now }
  }
}
