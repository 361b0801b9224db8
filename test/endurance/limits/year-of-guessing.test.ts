import t from 'tap'
import { codeAt, timeStep } from '../../../lib/methods/totp/totp.js'
import { prove } from '../../../lib/methods/prove.js'
import { sentCode } from '../../../lib/methods/sent-code/method.js'
import { totp } from '../../../lib/methods/totp/method.js'
import { unlock } from '../../../lib/record/preferences/unlock.js'
import { createRecord, type TwoFactorRecord } from '../../../lib/record/record.js'
import type { Proof } from '../../../lib/record/decision.js'
import { DAY } from '../../../lib/record/time.js'
import { completeSignIn, proofOf } from '../../record/fixtures.js'
import { messagesOf, pendingOf, placeOf, ring, userId } from '../../methods/sent-code/fixtures.js'

const START = Date.UTC(2026, 0, 1)
const YEAR = 365 * DAY
const OWNER_HOUR = 8 * 3_600_000

/** Chance of one guess: three accepted steps of a million codes, for each authenticator. */
const CHANCE = 3 / 1_000_000

function enrolled (authenticators: number): { record: TwoFactorRecord, keys: Uint8Array[] } {
  const keys = Array.from({ length: authenticators }, (_, index) => new Uint8Array(20).fill(index + 1))
  const list = keys.map((_, index) => ({ id: String(index), type: 'totp', name: 'phone', key: 'sealed', createdAt: START, lastStep: -1 }))
  return { record: { ...createRecord('stamp', 'name'), authenticators: list }, keys }
}

/**
 * A thief with the password guesses for a year from any number of addresses, as fast as they are answered. They see
 * the future: they never make the guess that would block, so that they can go on. An owner who unlocks lifts each lock that they
 * may, three a day, the moment that it falls. With codes by message one waits at every guess, whatever limits how many are sent.
 * Gives the guesses that were answered.
 */
function guesses ({ authenticators, ownerSignsIn, ownerUnlocks = false, sentCodes = false }: { authenticators: number, ownerSignsIn: boolean, ownerUnlocks?: boolean, sentCodes?: boolean }): number {
  const { keys, ...initial } = enrolled(authenticators)
  let record: TwoFactorRecord = sentCodes ? { ...initial.record, authenticators: [...initial.record.authenticators, messagesOf()] } : initial.record
  let answered = 0
  let ownerAt = START + OWNER_HOUR
  for (let now = START; now < START + YEAR;) {
    if (ownerSignsIn && now >= ownerAt) {
      const code = codeAt(keys[0]!, timeStep(now))
      const decision = proof(code)(record, 'sign-in', now)
      if ('outcome' in decision) record = decision.record
      // under the thief's lock the owner tries again a little later
      ownerAt = 'outcome' in decision ? ownerAt + DAY : now + 60_000
    }
    if (ownerUnlocks) record = unlock(record, { signIn: completeSignIn(), passwordProved: true, freshSeconds: 900 }, now).record!
    const decision = proof(wrongCode(now))(record, 'sign-in', now)
    if (!('refusal' in decision)) throw new Error('a wrong code was accepted')
    const { record: next, refusal } = decision
    if (refusal.code === 'TWO_FACTOR_INVALID_CODE' && next?.codeAttempts.blockedAt === undefined) {
      record = next!
      answered++
      continue
    }
    const wait = refusal.code === 'TWO_FACTOR_LOCKED' ? refusal.retryAfterSeconds! * 1000 : untilTomorrow(now)
    now = ownerSignsIn ? Math.min(now + wait, Math.max(ownerAt, now + 1000)) : now + wait
  }
  return answered

  function proof (code: string): Proof {
    const opened = keys.map((key, index) => ({ authenticatorId: String(index), key, resealed: undefined }))
    if (!sentCodes) return proofOf(record, code, { opened, missing: false })
    const typed = { field: 'code', text: code, window: 1, userId, ring, sentTo: placeOf() } as const
    return (record, purpose, now) => prove([{ ...totp, facts: () => ({ opened, missing: false }) }, sentCode], { ...record, sentCodes: { sends: [], pending: [pendingOf(placeOf(), { sentAt: now })] } }, typed, purpose, now)
  }

  function wrongCode (now: number): string {
    const right = new Set(keys.flatMap(key => [-1, 0, 1].map(offset => codeAt(key, timeStep(now) + offset))))
    return ['000000', '111111', '222222', '333333', ...Array.from({ length: 20 }, (_, index) => String(400_000 + index))].find(code => !right.has(code))!
  }
}

function untilTomorrow (now: number): number {
  return DAY - now % DAY
}

const besideOwner = guesses({ authenticators: 1, ownerSignsIn: true })

t.test('a thief with the password and any number of addresses stays under 4 in 1000 a year, though the owner signs in daily', async t => {
  const probability = 1 - (1 - CHANCE) ** besideOwner
  t.comment(`${besideOwner} guesses answered in a year, probability ${probability.toExponential(2)}`)
  t.ok(besideOwner > 900, 'the thief uses what the budget leaves them')
  t.ok(probability < 4e-3)
})

t.test('an owner who lifts three locks a day gives the thief no guess more in a year than one who waits', async t => {
  const answered = guesses({ authenticators: 1, ownerSignsIn: true, ownerUnlocks: true })
  t.comment(`${answered} guesses answered in a year, ${besideOwner} without unlocks`)
  t.equal(answered, besideOwner)
  t.equal(guesses({ authenticators: 1, ownerSignsIn: false, ownerUnlocks: true }), 99)
})

t.test('a thief whose victim never signs in gets fewer than a hundred guesses in all', async t => {
  const answered = guesses({ authenticators: 1, ownerSignsIn: false })
  t.comment(`${answered} guesses answered in a year, probability ${(1 - (1 - CHANCE) ** answered).toExponential(2)}`)
  t.equal(answered, 99)
})

t.test('five authenticators share the budget of one: the guesses stay the same, only the chance of each is fivefold', async t => {
  const answered = guesses({ authenticators: 5, ownerSignsIn: true })
  t.comment(`${answered} guesses answered in a year, probability ${(1 - (1 - 5 * CHANCE) ** answered).toExponential(2)}`)
  t.equal(answered, besideOwner)
})

t.test('codes by message share the budget of an app: a guess at both counts for both, and the chance of a year does not grow', async t => {
  const answered = guesses({ authenticators: 1, ownerSignsIn: true, sentCodes: true })
  const probability = 1 - (1 - CHANCE - 1 / 1_000_000) ** answered
  t.comment(`${answered} guesses answered in a year, probability ${probability.toExponential(2)}`)
  t.ok(answered > besideOwner / 2 - 20 && answered < besideOwner / 2 + 20, 'half as many')
  t.ok(probability < 4e-3)
})

t.test('a user who has nothing but codes by message is guessed no sooner than one who has an app', async t => {
  const answered = guesses({ authenticators: 0, ownerSignsIn: false, sentCodes: true })
  t.equal(answered, 99)
})
