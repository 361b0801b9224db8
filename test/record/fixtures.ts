import { createHash, createHmac } from 'node:crypto'
import type { OpenedKeys } from '../../lib/methods/totp/sealed-keys.js'
import type { Accepted, Decision, Refused } from '../../lib/record/decision.js'
import type { CodeProof } from '../../lib/methods/totp/proof.js'
import { createRecord, type Authenticator, type PendingEnrollment, type TrustedClient, type TwoFactorRecord } from '../../lib/record/record.js'
import type { SignIn } from '../../lib/record/sign-in/sign-in.js'

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

/** RFC 4226, section 5.3, written again: what the package computes is measured against it. */
export function hotp (key: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', key).update(message).digest()
  const truncated = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff
  return String(truncated % 1_000_000).padStart(6, '0')
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
  const ids = record.authenticators.map(({ id }) => id).filter(id => !closed.includes(id))
  return {
    opened: ids.map(id => ({ authenticatorId: id, key: keyOf(id), resealed: resealed.includes(id) ? `resealed ${id}` : undefined })),
    missing: closed.length > 0
  }
}

export function proofOf (record: TwoFactorRecord, code: string, keys: OpenedKeys = keysOf(record)): CodeProof {
  return { code, keys, window: 1 }
}

/** What the first authenticator shows now. */
export function rightProof (record: TwoFactorRecord, now: number): CodeProof {
  return proofOf(record, codeOf(record.authenticators[0]!.id, now))
}

export function wrongProof (record: TwoFactorRecord, now: number): CodeProof {
  return proofOf(record, wrongCode(record.authenticators.map(({ id }) => id), now))
}

export function authenticatorOf (id: string, changes: Partial<Authenticator> = {}): Authenticator {
  return { id, name: `The ${id}`, key: `sealed ${id}`, createdAt: NOW - DAY, lastStep: -1, ...changes }
}

export function enrollmentOf (id: string, changes: Partial<PendingEnrollment> = {}): PendingEnrollment {
  return { id, name: `The ${id}`, key: `sealed ${id}`, signInId: 'sign-in', startedAt: NOW, failures: 0, ...changes }
}

/** A digest as the record keeps them. */
export function digestOf (text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function clientOf (id: string, changes: Partial<TrustedClient> = {}): TrustedClient {
  return { id, hash: digestOf(id), label: `Firefox on ${id}`, createdAt: NOW - DAY, lastUsedAt: startOfDay(NOW - DAY), expiresAt: NOW + 29 * DAY, ...changes }
}

/** A record that nobody can change in place, of a user without two-factor authentication. */
export function recordOf (changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord {
  return frozen({ ...createRecord('stamp', 'cookie'), ...changes })
}

/** The same with one authenticator, `phone`. */
export function enabledRecord (changes: Partial<TwoFactorRecord> = {}): TwoFactorRecord {
  return recordOf({ authenticators: [authenticatorOf('phone')], ...changes })
}

/** A sign-in whose challenge is pending. */
export function pendingSignIn (changes: Partial<SignIn> = {}): SignIn {
  return { id: 'sign-in', userId: 'user', stamp: 'stamp', status: 'challenge', method: 'none', signedInAt: NOW, fresh: true, ...changes }
}

/** A sign-in that was completed with a one-time code just now. */
export function completeSignIn (changes: Partial<SignIn> = {}): SignIn {
  return pendingSignIn({ status: 'complete', method: 'totp', verifiedAt: NOW, ...changes })
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
