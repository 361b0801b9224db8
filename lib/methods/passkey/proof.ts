import { accept, refuse, type Decision } from '../../record/decision.js'
import type { AttemptPurpose, RecordEvent } from '../../record/events.js'
import { named } from '../../record/names.js'
import { isEnabled, type TwoFactorRecord } from '../../record/record.js'
import type { Asserted } from './facts.js'
import { PASSKEY, passkeysOf, type Passkey } from './passkey.js'

/** What a browser answered, and what is known of it. */
export interface GivenAssertion {
  /** Id of the credential that answered. */
  readonly answered: string
  /** The challenge that was answered, as the client data say; `undefined` where they cannot be read. */
  readonly challenge: string | undefined
  /** Whether that challenge is one of ours that can be answered now, at this count of assertions. */
  readonly isLive: (assertions: number, now: number) => boolean
  /** What the signature vouches for; `undefined` where anything did not verify. */
  readonly asserted: Asserted | undefined
  readonly userVerification: 'discouraged' | 'preferred' | 'required'
}

/**
 * Judges an assertion on exactly this record; an accepted one spends every challenge of the user that was given out before.
 * A wrong one is counted nowhere, since nobody guesses a signature, and is told of only where its challenge was alive: nobody
 * else can make events with an answer of yesterday.
 */
export function proveAssertion (
  record: TwoFactorRecord,
  { answered, challenge, isLive, asserted, userVerification }: GivenAssertion,
  purpose: AttemptPurpose,
  now: number
): Decision<typeof PASSKEY> {
  if (!isEnabled(record)) return refuse(record, 'TWO_FACTOR_NOT_ENABLED')
  const { assertions = 0 } = record
  if (challenge === undefined || !isLive(assertions, now)) return refuse(record, 'TWO_FACTOR_INVALID_CREDENTIAL')
  const failed: RecordEvent = { type: 'failed', purpose }
  const passkey = passkeysOf(record).find(({ credentialId }) => credentialId === answered)
  const vouched = passkey !== undefined && asserted?.challenge === challenge && isOf(passkey, asserted) &&
    (asserted.userVerified || userVerification !== 'required')
  if (!vouched) return refuse(record, 'TWO_FACTOR_INVALID_CREDENTIAL', [failed])
  if (countsBackward(passkey, asserted)) {
    return refuse(record, 'TWO_FACTOR_INVALID_CREDENTIAL', [failed, { type: 'authenticator-suspect', authenticator: named(passkey) }])
  }
  const used: Passkey = {
    ...passkey,
    signCount: Math.max(passkey.signCount, asserted.signCount),
    backedUp: asserted.backedUp,
    lastUsedAt: now
  }
  const authenticators = record.authenticators.map(other => other === passkey ? used : other)
  return accept({ ...record, authenticators, assertions: assertions + 1 }, PASSKEY)
}

/** Whether it was made by this passkey, which is as eligible for copies as it ever was, and is no copy where it is not. */
function isOf (passkey: Passkey, { credentialId, publicKey, backupEligible, backedUp }: Asserted): boolean {
  return credentialId === passkey.credentialId && publicKey === passkey.publicKey &&
    backupEligible === passkey.backupEligible && (backupEligible || !backedUp)
}

/** Whether a passkey that stays on its device and counts came no further than it was: there is a copy of it, or it is broken. */
function countsBackward ({ backupEligible, signCount }: Passkey, asserted: Asserted): boolean {
  return !backupEligible && signCount > 0 && asserted.signCount <= signCount
}
