import { accept, refuse, type Decision } from '../../record/decision.js'
import { isEnabled, type PendingSentCode, type SentCodes, type TwoFactorRecord } from '../../record/record.js'
import { isEnrollmentStepUpDue, isLastWayBack, refuseStale, type Freshness } from '../../record/sign-in/freshness.js'
import { needsPasskey } from '../../record/sign-in/resistance.js'
import type { SignIn } from '../../record/sign-in/sign-in.js'
import { DAY, isWithin } from '../../record/time.js'
import { budgets } from '../attempts.js'
import { isConfirmed, isFor, SENT_CODE_SECONDS, type SentCodePlace, type SentCodePurpose } from './sent-code.js'

/** How many codes are sent to a user, over all sessions and addresses: one in a minute, five in an hour, ten in a day. */
const RATES = [{ most: 1, seconds: 60 }, { most: 5, seconds: 3600 }, { most: 10, seconds: 86_400 }] as const

/** How many codes may wait at once, each for another sign-in or purpose: all that are sent in an hour, so none that lives is pushed out. */
export const PENDING_CODES_LIMIT = 5

export interface RequestInput extends Freshness {
  readonly signIn: SignIn
  /** The user can be asked for their password in place. */
  readonly passwordAskable: boolean
  /** Whether the role takes nothing but a passkey. */
  readonly resistant: boolean
  /** Digest of the address that the user has now. */
  readonly addressHash: string
  /** What the record is to keep of the new code, for the place that it is sent for. */
  readonly hashFor: (place: SentCodePlace) => string
}

/** What a code is for that is asked for in this sign-in. */
export function purposeOf (record: TwoFactorRecord, { status }: SignIn, addressHash: string | undefined): SentCodePurpose {
  if (status === 'challenge') return 'sign-in'
  return status === 'complete' && isConfirmed(record, addressHash) ? 'step-up' : 'enrollment'
}

/** Whether the role keeps codes from this user: they have a passkey, or the code would only confirm what does not count. */
export function isKeptByRole (record: TwoFactorRecord, resistant: boolean, purpose: SentCodePurpose): boolean {
  return needsPasskey(record, resistant) || (resistant && purpose === 'enrollment')
}

/**
 * Whether a code may be sent now, and the record in which it waits. A new one resets nothing that was counted; under a lock or
 * a block none is sent, for none would be taken.
 */
export function request (record: TwoFactorRecord, input: RequestInput, now: number): Decision<SentCodePurpose> {
  const { signIn, addressHash, passwordAskable, resistant, hashFor } = input
  const purpose = purposeOf(record, signIn, addressHash)
  if (purpose === 'sign-in' && !(isEnabled(record) && isConfirmed(record, addressHash))) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  if (isKeptByRole(record, resistant, purpose)) return refuse(record, 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  const guarded = budgets.code.refuse(record, now)
  if (guarded !== undefined) return guarded
  if (purpose === 'enrollment') {
    const stale = isLastWayBack(record, signIn, passwordAskable) ? undefined : refuseStale(record, signIn, input, now)
    if (stale !== undefined) return stale
    if (isEnrollmentStepUpDue(record, signIn, resistant, now)) return refuse(record, 'TWO_FACTOR_STEP_UP_REQUIRED')
  }
  const { sends, pending }: SentCodes = record.sentCodes ?? { sends: [], pending: [] }
  const counted = recentSends(sends, now)
  const retryAfterSeconds = secondsToWait(counted, now)
  if (retryAfterSeconds > 0) {
    // a moment that is ahead counts as now: kept as it is, it would count as now for as long as it is ahead
    const cut = sends.some(moment => moment > now) ? { ...record, sentCodes: { ...record.sentCodes!, sends: counted } } : record
    return refuse(cut, { code: 'TWO_FACTOR_TOO_MANY_CODES', retryAfterSeconds })
  }
  const place = { signInId: signIn.id, purpose, addressHash }
  const others = pending.filter(other => !isFor(other, place) && isAlive(other, now))
  const fresh: PendingSentCode = { ...place, hash: hashFor(place), sentAt: now }
  const sentCodes: SentCodes = {
    ...record.sentCodes,
    sends: [...counted, now],
    pending: [...others, fresh].slice(-PENDING_CODES_LIMIT)
  }
  return accept({ ...record, sentCodes }, purpose)
}

function isAlive ({ sentAt }: PendingSentCode, now: number): boolean {
  return isWithin(sentAt, SENT_CODE_SECONDS, now)
}

/** The moments of the last day, oldest first; one that a wrong clock put ahead counts as now. */
function recentSends (sends: readonly number[], now: number): number[] {
  return sends.map(moment => Math.min(moment, now)).filter(moment => now - moment < DAY).sort((one, other) => one - other)
}

/** How long until another code may be sent; 0 where that is now. */
function secondsToWait (sends: readonly number[], now: number): number {
  const waits = RATES.map(({ most, seconds }) => {
    const first = sends.at(-most)
    return first === undefined ? 0 : Math.ceil((first - now) / 1000) + seconds
  })
  return Math.max(0, ...waits)
}
