import { createHash } from 'node:crypto'
import { createKeyRing } from '../../lib/crypto/key-ring.js'
import type { Asserted, Made } from '../../lib/methods/passkey/facts.js'
import { PASSKEY, type Passkey } from '../../lib/methods/passkey/passkey.js'
import { proveAssertion, type GivenAssertion } from '../../lib/methods/passkey/proof.js'
import { prove } from '../../lib/methods/prove.js'
import { recoveryCode } from '../../lib/methods/recovery-code/method.js'
import type { OpenedKeys, TotpAuthenticator, TotpEnrollment } from '../../lib/methods/totp/authenticator.js'
import { enrollTotp } from '../../lib/methods/totp/enrollment.js'
import { totp } from '../../lib/methods/totp/method.js'
import type { Accepted, Decision, Proof, Refused } from '../../lib/record/decision.js'
import type { Enrolling } from '../../lib/record/enrollment/confirm.js'
import type { AttemptPurpose } from '../../lib/record/events.js'
import { createRecord, type Authenticator, type Session, type SignedOut, type TrustedClient, type TwoFactorRecord } from '../../lib/record/record.js'
import type { TwoFactorMethod } from '../../lib/record/sign-in-method.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'
import { hotp } from '../support/codes.js'

export { hotp }

/** Opens nothing: the tests give the keys in the clear. */
const opener = { ring: createKeyRing(Buffer.alloc(32, 1)), userId: 'user' }

export const SECOND = 1000
export const STEP = 30 * SECOND
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** In the middle of a time step, at noon. */
export const NOW = Date.UTC(2026, 10, 24, 12) + 15 * SECOND
export const TODAY = Math.floor(NOW / DAY)

export const stepOf = (now: number): number => Math.floor(now / STEP)
export const startOfDay = (now: number): number => Math.floor(now / DAY) * DAY

/** The key of the authenticator with this id. */
export function keyOf (id: string): Buffer {
  return createHash('sha1').update(`key of ${id}`).digest()
}

/** The code that the authenticator shows, some steps from now. */
export function codeOf (id: string, now: number, steps = 0): string {
  return hotp(keyOf(id), stepOf(now) + steps)
}

/** A code that none of these authenticators shows around now. */
export function wrongCode (ids: readonly string[], now: number): string {
  const shown = new Set(ids.flatMap(id => [-2, -1, 0, 1, 2].map(steps => codeOf(id, now, steps))))
  for (let candidate = 0; ; candidate++) {
    const code = String(candidate).padStart(6, '0')
    if (!shown.has(code)) return code
  }
}

/** The keys of a record as if they had been opened, but for those that are closed. */
export function keysOf (record: TwoFactorRecord, { closed = [], resealed = [] }: { closed?: string[], resealed?: string[] } = {}): OpenedKeys {
  const ids = record.authenticators.filter(({ type }) => type === 'totp').map(({ id }) => id).filter(id => !closed.includes(id))
  return {
    opened: ids.map(id => ({ authenticatorId: id, key: keyOf(id), resealed: resealed.includes(id) ? `resealed ${id}` : undefined })),
    missing: closed.length > 0
  }
}

/** A typed code, judged with these keys. */
export function proofOf (record: TwoFactorRecord, code: string, keys: OpenedKeys = keysOf(record), window = 1): Proof {
  const typed = { field: 'code', text: code, window, ...opener } as const
  return (record, purpose, now) => prove([{ ...totp, facts: () => keys }], record, typed, purpose, now)
}

/** A typed recovery code, by what its digest is made of. */
export function recoveryProof (code: string): Proof {
  const typed = { field: 'recovery-code', text: code, window: 1, ...opener } as const
  return (record, purpose, now) => prove([{ ...recoveryCode, facts: () => digestOf(code) }], record, typed, purpose, now)
}

export function proveCode (record: TwoFactorRecord, proof: Proof, purpose: AttemptPurpose, now: number): Decision<TwoFactorMethod> {
  return proof(record, purpose, now)
}

/** The first code of an enrollment, with the key in the clear where it opens. */
export function firstCode (code: string, key: Uint8Array | undefined, window = 1): (type: string) => Enrolling | undefined {
  return type => type === 'totp'
    ? { type: 'totp', limit: totp.limit, enroll: (enrollment, now) => enrollTotp(enrollment as TotpEnrollment, { text: code, window }, key, now) }
    : undefined
}

/** What the first authenticator shows now. */
export function rightProof (record: TwoFactorRecord, now: number): Proof {
  return proofOf(record, codeOf(record.authenticators[0]!.id, now))
}

export function wrongProof (record: TwoFactorRecord, now: number): Proof {
  return proofOf(record, wrongCode(record.authenticators.map(({ id }) => id), now))
}

export function authenticatorOf (id: string, changes: Partial<TotpAuthenticator> = {}): TotpAuthenticator {
  return { id, type: 'totp', name: `The ${id}`, key: `sealed ${id}`, createdAt: NOW - DAY, lastStep: -1, ...changes }
}

export function enrollmentOf (id: string, changes: Partial<TotpEnrollment> = {}): TotpEnrollment {
  return { id, type: 'totp', name: `The ${id}`, key: `sealed ${id}`, signInId: 'sign-in', startedAt: NOW, failures: 0, ...changes }
}

/** A passkey that is synced between devices. */
export function passkeyOf (id: string, changes: Partial<Passkey> = {}): Passkey {
  return { id, type: PASSKEY, name: `The ${id}`, createdAt: NOW - DAY, ...keptOf(id), ...changes }
}

/** One that stays in a security key, and counts. */
export function securityKeyOf (id: string, changes: Partial<Passkey> = {}): Passkey {
  return passkeyOf(id, { signCount: 7, backupEligible: false, backedUp: false, transports: ['usb'], ...changes })
}

function keptOf (id: string): Omit<Made, 'challenge' | 'userVerified'> {
  return { credentialId: digestOf(`credential ${id}`), publicKey: digestOf(`public key ${id}`), signCount: 0, backupEligible: true, backedUp: true, transports: ['internal', 'hybrid'] }
}

/** What a registration says of a passkey with this id. */
export function madeOf (id: string, changes: Partial<Made> = {}): Made {
  return { challenge: 'challenge', userVerified: false, ...keptOf(id), ...changes }
}

/** An assertion by this passkey that verified, answering a challenge that is alive at any count of assertions. */
export function assertionBy (passkey: Passkey, asserted: Partial<Asserted> = {}, given: Partial<GivenAssertion> = {}): GivenAssertion {
  const { credentialId, publicKey, signCount, backupEligible, backedUp } = passkey
  return {
    answered: credentialId,
    challenge: 'challenge',
    isLive: () => true,
    asserted: { credentialId, publicKey, challenge: 'challenge', signCount: backupEligible ? signCount : signCount + 1, userVerified: false, backupEligible, backedUp, ...asserted },
    userVerification: 'discouraged',
    ...given
  }
}

/** The same as a proof. */
export function passkeyProof (passkey: Passkey, asserted: Partial<Asserted> = {}, given: Partial<GivenAssertion> = {}): Proof {
  return (record, purpose, now) => proveAssertion(record, assertionBy(passkey, asserted, given), purpose, now)
}

/** A digest as the record keeps them. */
export function digestOf (text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function clientOf (id: string, changes: Partial<TrustedClient> = {}): TrustedClient {
  return { id, hash: digestOf(id), browser: 'Firefox', system: id, createdAt: NOW - DAY, lastUsedAt: startOfDay(NOW - DAY), expiresAt: NOW + 29 * DAY, ...changes }
}

/** A sign-in that signed out and would last for another month. */
export function signedOutOf (id: string): SignedOut {
  return { id, endsAt: NOW + 30 * DAY }
}

/** A sign-in that is listed, and would last for another month. */
export function sessionOf (id: string, changes: Partial<Session> = {}): Session {
  return { id, browser: 'Firefox', system: 'Linux', method: 'totp', at: NOW - DAY, endsAt: NOW + 30 * DAY, ...changes }
}

/** A record that nobody can change in place, of a user without two-factor authentication. */
export function recordOf (changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord {
  return frozen({ ...createRecord('stamp', 'cookie'), ...changes })
}

/** The authenticator at this place, as an authenticator app. */
export function totpAt (record: TwoFactorRecord | undefined, index: number): TotpAuthenticator | undefined {
  return record?.authenticators[index] as TotpAuthenticator | undefined
}

/** An authenticator of a type that this release does not know. */
export function foreignAuthenticator (id: string): Authenticator {
  return { id, type: 'retina-scan', name: `The ${id}`, createdAt: NOW - DAY, iris: { left: [1, 2], right: null } } as Authenticator
}

/** The same with one authenticator, `phone`. */
export function enabledRecord (changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord {
  return recordOf({ authenticators: [authenticatorOf('phone')], ...changes })
}

export const LIFETIMES = { pendingSeconds: 600, maxSeconds: 30 * 86_400 }

/** A sign-in whose challenge is pending. */
export function pendingSignIn (changes: Partial<SignIn> = {}): SignIn {
  const lasting = (changes.status ?? 'challenge') === 'challenge' ? {} : { endsAt: NOW + 30 * DAY }
  return { id: 'sign-in', userId: 'user', stamp: 'stamp', status: 'challenge', method: 'none', signedInAt: NOW, fresh: true, ...lasting, ...changes }
}

/** A sign-in that was completed with a one-time code just now. */
export function completeSignIn (changes: Partial<SignIn> = {}): SignIn {
  return pendingSignIn({ status: 'complete', method: 'totp', verifiedAt: NOW, proved: ['totp'], ...changes })
}

export function accepted<Outcome> (decision: Decision<Outcome>): Accepted<Outcome> {
  if ('refusal' in decision) throw new Error(`refused with ${decision.refusal.code}`)
  return decision
}

export function refused (decision: Decision<unknown>): Refused {
  if ('refusal' in decision) return decision
  throw new Error('accepted')
}

/** The code of the refusal, or `accepted`. */
export function answerOf (decision: Decision<unknown>): string {
  return 'refusal' in decision ? decision.refusal.code : 'accepted'
}

/** What is to be stored, where there is a record. */
export function storedBy (decision: Decision<unknown>): TwoFactorRecord {
  if (decision.record === undefined) throw new Error('there was no record')
  return frozen(decision.record)
}

export function frozen<Value> (value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
