import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from '../../crypto/key-ring.js'
import { lengthPrefixed } from '../../crypto/length-prefixed.js'
import { isWithin } from '../../record/time.js'

/** For how long a challenge can be answered. */
export const CHALLENGE_SECONDS = 600

const RANDOM_BYTES = 16
const TIME_BYTES = 6
const COUNT_BYTES = 4
const MAC_BYTES = 16
const HEAD_BYTES = RANDOM_BYTES + TIME_BYTES + COUNT_BYTES

/** What a challenge is given out for. */
export type ChallengePurpose = 'registration' | 'sign-in' | 'step-up'

/** What a challenge is bound to: it is worth nothing in any other sign-in, nor once the stamp has changed. */
export interface ChallengeFor {
  readonly ring: KeyRing
  readonly purpose: ChallengePurpose
  readonly userId: string
  readonly signInId: string
  readonly stamp: string
}

/**
 * A challenge that is kept nowhere: random bytes, the time and how many assertions of this user were accepted so far, under
 * a MAC. Each further one that is accepted spends it.
 */
export function issueChallenge (bound: ChallengeFor, assertions: number, now: number): string {
  const head = Buffer.alloc(HEAD_BYTES)
  randomBytes(RANDOM_BYTES).copy(head)
  head.writeUIntBE(Math.floor(now), RANDOM_BYTES, TIME_BYTES)
  head.writeUInt32BE(assertions, RANDOM_BYTES + TIME_BYTES)
  return Buffer.concat([head, macOf(bound.ring.current.secret, bound, head)]).toString('base64url')
}

/** Whether this is a challenge of ours for just this, not too old, and unspent at that count of assertions. */
export function isLiveChallenge (challenge: string, bound: ChallengeFor, assertions: number, now: number): boolean {
  // 56 characters are 42 bytes, with no bits left over: no other text stands for the same challenge
  if (!/^[\w-]{56}$/.test(challenge)) return false
  const bytes = Buffer.from(challenge, 'base64url')
  const head = bytes.subarray(0, HEAD_BYTES)
  const mac = bytes.subarray(HEAD_BYTES)
  const isOurs = [...bound.ring.keys.values()].some(({ secret }) => timingSafeEqual(mac, macOf(secret, bound, head)))
  return isOurs &&
    isWithin(head.readUIntBE(RANDOM_BYTES, TIME_BYTES), CHALLENGE_SECONDS, now) &&
    head.readUInt32BE(RANDOM_BYTES + TIME_BYTES) === assertions
}

function macOf (secret: Uint8Array, { purpose, userId, signInId, stamp }: ChallengeFor, head: Uint8Array): Buffer {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'fastify-two-factor challenge', 32))
  return createHmac('sha256', key).update(lengthPrefixed(purpose, userId, signInId, stamp, head)).digest().subarray(0, MAC_BYTES)
}
