import type { Authenticator, PendingSentCode, TwoFactorRecord } from '../../record/record.js'
import { objectOf, text, type ValueOf } from '../../record/shape.js'
import { isWithin } from '../../record/time.js'
import { SENT_CODE } from '../../record/sign-in/rank.js'

/** A user has one address at most. */
export const SENT_CODE_LIMIT = 1

/** For how long a code counts that was sent. */
export const SENT_CODE_SECONDS = 600

/** What is kept of codes that are sent besides what every authenticator has. */
export const sentCodeShape = objectOf({
  /** Digest of the address that was confirmed. */
  addressHash: text
})

export interface SentCodeAuthenticator extends Authenticator, ValueOf<typeof sentCodeShape> {}

/** What a code is sent for: it is worth nothing for anything else. */
export type SentCodePurpose = 'sign-in' | 'step-up' | 'enrollment'

/** What a code is bound to: one sign-in, one purpose and the address that it went to. */
export interface SentCodePlace {
  readonly signInId: string
  readonly purpose: SentCodePurpose
  readonly addressHash: string
}

export function isSentCodeAuthenticator (authenticator: Authenticator): authenticator is SentCodeAuthenticator {
  return authenticator.type === SENT_CODE
}

/** Whether codes to this address prove something: it is the one that the user confirmed. */
export function isConfirmed (record: TwoFactorRecord, addressHash: string | undefined): boolean {
  return record.authenticators.some(authenticator => isSentCodeAuthenticator(authenticator) && authenticator.addressHash === addressHash)
}

/** The code that was sent for just this and has not expired; it may be used already. */
export function pendingFor (record: TwoFactorRecord, place: SentCodePlace, now: number): PendingSentCode | undefined {
  return record.sentCodes?.pending.find(pending => isFor(pending, place) && isWithin(pending.sentAt, SENT_CODE_SECONDS, now))
}

export function isFor (pending: PendingSentCode, { signInId, purpose, addressHash }: SentCodePlace): boolean {
  return pending.signInId === signInId && pending.purpose === purpose && pending.addressHash === addressHash
}
