import t from 'tap'
import type { Asserted } from '../../../lib/methods/passkey/facts.js'
import type { Passkey } from '../../../lib/methods/passkey/passkey.js'
import { proveAssertion, type GivenAssertion } from '../../../lib/methods/passkey/proof.js'
import type { AttemptPurpose } from '../../../lib/record/events.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, assertionBy, authenticatorOf, DAY, digestOf, enabledRecord, foreignAuthenticator, HOUR, NOW, passkeyOf, recordOf, refused, securityKeyOf } from '../../record/fixtures.js'

const phone = passkeyOf('phone')
const key = securityKeyOf('key')
const record = recordOf({ authenticators: [authenticatorOf('tablet'), phone, foreignAuthenticator('eye'), key] })
const failed = { type: 'failed', purpose: 'sign-in' }
const invalid = { code: 'TWO_FACTOR_INVALID_CREDENTIAL' }

function passkeyIn ({ authenticators }: TwoFactorRecord, { id }: Passkey): Passkey {
  return authenticators.find(authenticator => authenticator.id === id) as Passkey
}

/** A record whose one passkey is this. */
function having (passkey: Passkey): TwoFactorRecord {
  return recordOf({ authenticators: [passkey] })
}

t.test('takes an assertion by a passkey of the user, notes its use, and counts it', async t => {
  const { record: after, outcome, events } = accepted(proveAssertion(record, assertionBy(key), 'sign-in', NOW))
  t.equal(outcome, 'passkey')
  t.strictSame(after, { ...record, assertions: 1, authenticators: [authenticatorOf('tablet'), phone, foreignAuthenticator('eye'), { ...key, signCount: 8, lastUsedAt: NOW }] })
  t.strictSame(events, [])
  t.equal(accepted(proveAssertion({ ...record, assertions: 41 }, assertionBy(phone), 'step-up', NOW)).record.assertions, 42)
})

t.test('asks whether the challenge is alive at the count of the very record, and at this moment', async t => {
  const asked: number[][] = []
  const isLive = (...given: [number, number]): boolean => { asked.push(given); return true }
  proveAssertion(record, assertionBy(phone, {}, { isLive }), 'sign-in', NOW)
  proveAssertion({ ...record, assertions: 9 }, assertionBy(phone, {}, { isLive }), 'sign-in', NOW + 1)
  t.strictSame(asked, [[0, NOW], [9, NOW + 1]])
})

t.test('refuses whatever does not verify, writes nothing, and tells of it where its challenge was alive', async t => {
  const wrong: [string, Partial<Asserted>, Partial<GivenAssertion>][] = [
    ['what did not verify', {}, { asserted: undefined }],
    ['an id that the user does not have', {}, { answered: digestOf('credential of bob') }],
    ['facts about another credential', { credentialId: key.credentialId }, {}],
    ['facts about another key', { publicKey: key.publicKey }, {}],
    ['facts about another challenge', { challenge: 'another' }, {}],
    ['a passkey that cannot be copied any more', { backupEligible: false, backedUp: false }, {}],
    ['nobody verified where that is required', {}, { userVerification: 'required' }]
  ]
  for (const [name, asserted, given] of wrong) {
    t.strictSame(proveAssertion(record, assertionBy(phone, asserted, given), 'sign-in', NOW), { record, refusal: invalid, events: [failed] }, name)
    const dead = assertionBy(phone, asserted, { ...given, isLive: () => false })
    t.strictSame(proveAssertion(record, dead, 'sign-in', NOW), { record, refusal: invalid, events: [] }, `${name}, and its challenge is dead`)
  }
})

t.test('refuses an assertion whose challenge is spent, old, of another sign-in or not to be read, and tells nobody', async t => {
  for (const given of [{ isLive: () => false }, { challenge: undefined }, { challenge: undefined, asserted: undefined }]) {
    t.strictSame(proveAssertion(record, assertionBy(phone, {}, given), 'sign-in', NOW), { record, refusal: invalid, events: [] })
  }
})

t.test('tells what the wrong assertion was for', async t => {
  for (const purpose of ['sign-in', 'step-up', 'disable'] as AttemptPurpose[]) {
    t.strictSame(proveAssertion(record, assertionBy(phone, {}, { asserted: undefined }), purpose, NOW).events, [{ type: 'failed', purpose }])
  }
})

t.test('takes a passkey only as it is in this record: not one that was removed, or whose id was taken by another key', async t => {
  t.equal(answerOf(proveAssertion(recordOf({ authenticators: [key] }), assertionBy(phone), 'sign-in', NOW)), 'TWO_FACTOR_INVALID_CREDENTIAL')
  const other = { ...phone, publicKey: digestOf('another key') }
  t.equal(answerOf(proveAssertion(having(other), assertionBy(phone), 'sign-in', NOW)), 'TWO_FACTOR_INVALID_CREDENTIAL')
  const foreign = { ...phone, type: 'retina-scan' }
  t.equal(answerOf(proveAssertion(having(foreign), assertionBy(phone), 'sign-in', NOW)), 'TWO_FACTOR_INVALID_CREDENTIAL')
})

t.test('takes a verified user where that is required, and anybody where it is not', async t => {
  for (const [userVerification, userVerified, answer] of [['required', true, 'accepted'], ['required', false, 'TWO_FACTOR_INVALID_CREDENTIAL'], ['preferred', false, 'accepted'], ['discouraged', false, 'accepted'], ['discouraged', true, 'accepted']] as const) {
    t.equal(answerOf(proveAssertion(record, assertionBy(phone, { userVerified }, { userVerification }), 'sign-in', NOW)), answer, `${userVerification}, ${userVerified}`)
  }
})

t.test('takes a copy of a passkey that can be copied, and notes whether it was; never one of a passkey that cannot', async t => {
  for (const backedUp of [true, false]) {
    const before = passkeyOf('phone', { backedUp: !backedUp })
    t.equal(passkeyIn(accepted(proveAssertion(having(before), assertionBy(before, { backedUp }), 'sign-in', NOW)).record, phone).backedUp, backedUp)
  }
  t.strictSame(proveAssertion(record, assertionBy(key, { backedUp: true }), 'sign-in', NOW), { record, refusal: invalid, events: [failed] })
  t.strictSame(proveAssertion(record, assertionBy(key, { backupEligible: true }), 'sign-in', NOW), { record, refusal: invalid, events: [failed] })
})

t.test('suspects a security key that counts no further, refuses it, and leaves it as it is', async t => {
  const suspect = { type: 'authenticator-suspect', authenticator: { id: 'key', type: 'passkey', name: 'The key' } }
  for (const signCount of [7, 6, 1, 0]) {
    t.strictSame(proveAssertion(record, assertionBy(key, { signCount }), 'sign-in', NOW), { record, refusal: invalid, events: [failed, suspect] }, `count ${signCount}`)
  }
  for (const signCount of [8, 9, 2 ** 32 - 1]) {
    t.equal(passkeyIn(accepted(proveAssertion(record, assertionBy(key, { signCount }), 'sign-in', NOW)).record, key).signCount, signCount)
  }
  t.equal(answerOf(proveAssertion(record, assertionBy(key, { signCount: 8 }), 'sign-in', NOW)), 'accepted', 'the true one goes on')
})

t.test('suspects nobody for a count where anything else is wrong', async t => {
  for (const given of [{ isLive: () => false }, { userVerification: 'required' as const }]) {
    t.notOk(refused(proveAssertion(record, assertionBy(key, { signCount: 0 }, given), 'sign-in', NOW)).events.some(({ type }) => type === 'authenticator-suspect'))
  }
})

t.test('takes a security key that counts nothing, until it counts', async t => {
  const still = securityKeyOf('key', { signCount: 0 })
  t.equal(passkeyIn(accepted(proveAssertion(having(still), assertionBy(still, { signCount: 0 }), 'sign-in', NOW)).record, key).signCount, 0)
  const counting = accepted(proveAssertion(having(still), assertionBy(still, { signCount: 1 }), 'sign-in', NOW)).record
  t.equal(answerOf(proveAssertion(counting, assertionBy(still, { signCount: 0 }), 'sign-in', NOW)), 'TWO_FACTOR_INVALID_CREDENTIAL')
})

t.test('never refuses a synced passkey for its count, and keeps the highest', async t => {
  const synced = passkeyOf('phone', { signCount: 20 })
  for (const [signCount, kept] of [[0, 20], [19, 20], [20, 20], [21, 21]] as const) {
    t.equal(passkeyIn(accepted(proveAssertion(having(synced), assertionBy(synced, { signCount }), 'sign-in', NOW)).record, phone).signCount, kept)
  }
})

t.test('works under a lock and a block of codes, which stay, as do their counts', async t => {
  const codeAttempts = { failures: 100, lockedUntil: NOW + HOUR, days: { 20781: 100 }, blockedAt: NOW - DAY }
  const after = accepted(proveAssertion({ ...record, codeAttempts }, assertionBy(phone), 'sign-in', NOW)).record
  t.equal(after.codeAttempts, codeAttempts)
})

t.test('needs two-factor authentication to be on', async t => {
  const off = recordOf()
  t.strictSame(proveAssertion(off, assertionBy(phone), 'step-up', NOW), { record: off, refusal: { code: 'TWO_FACTOR_NOT_ENABLED' }, events: [] })
  t.equal(answerOf(proveAssertion(enabledRecord(), assertionBy(phone), 'step-up', NOW)), 'TWO_FACTOR_INVALID_CREDENTIAL', 'on without a passkey')
})

t.test('keeps what a later release put into a passkey', async t => {
  const later = { ...phone, future: { of: 'phone' } }
  t.hasStrict(accepted(proveAssertion(having(later), assertionBy(phone), 'sign-in', NOW)).record.authenticators[0], { future: { of: 'phone' } })
})
