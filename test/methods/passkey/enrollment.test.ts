import { randomBytes } from 'node:crypto'
import t from 'tap'
import { addPasskey, type AddPasskeyInput } from '../../../lib/methods/passkey/enrollment.js'
import { bytesOf, PASSKEYS_MAX_BYTES, passkeysOf } from '../../../lib/methods/passkey/passkey.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, answerOf, authenticatorOf, clientOf, completeSignIn, DAY, digestOf, enabledRecord, enrollmentOf, foreignAuthenticator, madeOf, NOW, passkeyOf, pendingSignIn, recordOf, SECOND, securityKeyOf, signedOutOf } from '../../record/fixtures.js'

const codeHashes = ['new one', 'new two'].map(digestOf)
const added = passkeyOf('phone', { createdAt: NOW, lastUsedAt: NOW })
const addedEvent = { type: 'authenticator-added', authenticator: { id: 'phone', type: 'passkey', name: 'The phone' } }
const five = ['a', 'b', 'c', 'd', 'e'].map(id => passkeyOf(id))

function inputOf (changes: Partial<AddPasskeyInput> = {}): AddPasskeyInput {
  return { signIn: completeSignIn(), resistant: false, replace: false, stamp: 'newer stamp', codeHashes, made: madeOf('phone'), isLive: () => true, syncable: true, id: 'phone', name: 'The phone', ...changes }
}

/** A credential id of so many bytes. */
function idOf (bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** An ES256 key, as COSE. */
const publicKey = randomBytes(77).toString('base64url')

t.test('turns two-factor authentication on with the first passkey, and gives recovery codes', async t => {
  const signIn = completeSignIn({ method: 'none', verifiedAt: undefined, next: '/account' })
  const { record, outcome, events } = accepted(addPasskey(recordOf(), inputOf({ signIn }), NOW))
  t.strictSame(record, { ...recordOf(), stamp: 'newer stamp', authenticators: [added], recoveryCodes: codeHashes, recoveryCodesSavedAt: undefined, endedUntil: undefined, enrollment: undefined })
  t.strictSame(outcome, { signIn: { ...signIn, method: 'passkey', stamp: 'newer stamp', verifiedAt: NOW, registeredAt: NOW, enrolledAt: NOW, codesGivenAt: NOW }, newRecoveryCodes: true })
  t.strictSame(events, [{ ...addedEvent, type: 'enabled' }])
})

t.test('keeps of what was made only what a passkey has', async t => {
  const made = { ...madeOf('phone'), aaguid: 'x', id: 'y', type: 'totp', key: 'z' }
  t.strictSame(accepted(addPasskey(recordOf(), inputOf({ made }), NOW)).record.authenticators, [added])
})

t.test('adds a further one beside those that are there, whatever they are, and keeps the recovery codes', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('tablet'), securityKeyOf('key'), foreignAuthenticator('eye')], recoveryCodes: [digestOf('old')], assertions: 4, userHandle: 'handle' })
  const { record, outcome, events } = accepted(addPasskey(before, inputOf(), NOW))
  t.strictSame(record.authenticators, [...before.authenticators, added])
  t.strictSame([record.recoveryCodes, record.assertions, record.userHandle], [before.recoveryCodes, 4, 'handle'])
  t.equal(outcome.newRecoveryCodes, false)
  t.strictSame(events, [addedEvent])
})

t.test('ends the other sessions, the trusted clients, the signed-out ids and a pending enrollment', async t => {
  const { record } = accepted(addPasskey(enabledRecord({ trustedClients: [clientOf('laptop')], signedOut: [signedOutOf('earlier')], enrollment: enrollmentOf('tablet') }), inputOf(), NOW))
  t.strictSame([record.stamp, record.trustedClients, record.signedOut, record.enrollment], ['newer stamp', [], [], undefined])
})

t.test('puts the new one in place of all others where that is asked for', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('tablet'), ...five] })
  const { record, events } = accepted(addPasskey(before, inputOf({ replace: true }), NOW))
  t.strictSame(record.authenticators, [added])
  t.equal(events.filter(({ type }) => type === 'authenticator-removed').length, 6)
})

t.test('lifts no block, and replaces nothing because of it', async t => {
  const codeAttempts = { failures: 100, lockedUntil: NOW + SECOND, days: { 20781: 100 }, blockedAt: NOW - DAY }
  const before = enabledRecord({ authenticators: [authenticatorOf('tablet')], codeAttempts })
  for (const replace of [false, true]) {
    const { record } = accepted(addPasskey(before, inputOf({ replace }), NOW))
    t.equal(record.codeAttempts, before.codeAttempts)
    t.strictSame(record.authenticators.map(({ id }) => id), replace ? ['phone'] : ['tablet', 'phone'])
  }
})

t.test('refuses a sixth passkey but for one that replaces them; authenticators of other types are not counted', async t => {
  const full = enabledRecord({ authenticators: [authenticatorOf('tablet'), ...five] })
  t.strictSame(addPasskey(full, inputOf(), NOW), { record: full, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
  const others = ['1', '2', '3', '4', '5'].flatMap(id => [authenticatorOf(`app ${id}`), foreignAuthenticator(`eye ${id}`)])
  t.equal(accepted(addPasskey(enabledRecord({ authenticators: [...others, ...five.slice(1)] }), inputOf(), NOW)).record.authenticators.length, 15)
})

t.test('takes one with an id of 1023 bytes, and five with ids of 528, but no more bytes than there is room for', async t => {
  const transports = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']
  const made = (bytes: number): AddPasskeyInput['made'] => madeOf('', { credentialId: idOf(bytes), publicKey, signCount: 2 ** 32 - 1, transports })
  const add = (record: TwoFactorRecord, bytes: number): ReturnType<typeof addPasskey> => addPasskey(record, inputOf({ id: idOf(16), name: '"'.repeat(64), made: made(bytes) }), NOW)
  t.equal(answerOf(add(recordOf(), 1023)), 'accepted')
  let record = recordOf()
  for (let number = 0; number < 5; number++) record = accepted(add(record, 528)).record
  t.equal(passkeysOf(record).length, 5)
  let large = recordOf()
  for (let number = 0; number < 3; number++) large = accepted(add(large, 1023)).record
  t.strictSame(add(large, 1023), { record: large, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
  t.equal(answerOf(addPasskey(large, inputOf({ made: made(1023), replace: true }), NOW)), 'accepted', 'one that replaces them')
})

t.test('has room for so many bytes and not one more, whatever the names', async t => {
  for (const name of ['Key', 'The longest name of a key that there is']) {
    const before = recordOf({ authenticators: [passkeyOf('other', { name, credentialId: 'x'.repeat(4000) })] })
    const room = PASSKEYS_MAX_BYTES - bytesOf([...passkeysOf(before), { ...added, credentialId: '' }])
    const sized = (length: number): string => answerOf(addPasskey(before, inputOf({ name, made: madeOf('phone', { credentialId: 'y'.repeat(length) }) }), NOW))
    t.strictSame([sized(room), sized(room + 1)], ['accepted', 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS'], name)
  }
})

t.test('says of a passkey that is there already that it is, whatever its challenge, and though it would replace itself', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('tablet'), passkeyOf('phone')] })
  for (const changes of [{}, { replace: true }, { isLive: () => false }, { made: madeOf('phone', { publicKey: digestOf('another key') }) }, { syncable: false }]) {
    t.strictSame(addPasskey(before, inputOf(changes), NOW), { record: before, refusal: { code: 'TWO_FACTOR_ALREADY_REGISTERED' }, events: [] })
  }
})

t.test('knows no registration whose challenge is dead at the count of the very record, whether it verified or not', async t => {
  const asked: number[][] = []
  const isLive = (...given: [number, number]): boolean => { asked.push(given); return false }
  for (const before of [recordOf(), enabledRecord({ assertions: 3 })]) {
    for (const made of [madeOf('phone'), undefined]) {
      t.strictSame(addPasskey(before, inputOf({ isLive, made }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_NO_ENROLLMENT' }, events: [] })
    }
  }
  t.strictSame(asked, [[0, NOW], [0, NOW], [3, NOW], [3, NOW]])
})

t.test('refuses a registration that did not verify, and counts and tells nothing', async t => {
  const before = enabledRecord()
  t.strictSame(addPasskey(before, inputOf({ made: undefined }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_INVALID_CREDENTIAL' }, events: [] })
  const full = enabledRecord({ authenticators: five })
  t.equal(answerOf(addPasskey(full, inputOf({ made: undefined }), NOW)), 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
})

t.test('asks for the passkey that the role asks for, where there is one', async t => {
  const before = enabledRecord({ authenticators: [passkeyOf('key')] })
  t.strictSame(addPasskey(before, inputOf({ resistant: true }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' }, events: [] })
  t.equal(answerOf(addPasskey(before, inputOf({ resistant: true, signIn: completeSignIn({ assertedAt: NOW }) }), NOW)), 'accepted')
})

t.test('takes no passkey that can be copied where those are not allowed', async t => {
  const before = recordOf()
  t.strictSame(addPasskey(before, inputOf({ syncable: false }), NOW), { record: before, refusal: { code: 'TWO_FACTOR_METHOD_NOT_ALLOWED' }, events: [] })
  const made = madeOf('key', { backupEligible: false, backedUp: false })
  for (const syncable of [false, true]) t.equal(answerOf(addPasskey(before, inputOf({ syncable, made }), NOW)), 'accepted')
})

t.test('refuses a name that is too long beside those that stay', async t => {
  const before = recordOf({ authenticators: [authenticatorOf('a', { name: 'n'.repeat(2000) })] })
  const decision = addPasskey(before, inputOf({ name: 'p'.repeat(49) }), NOW)
  t.equal(answerOf(decision), 'FST_ERR_VALIDATION')
  t.equal(decision.record, before)
  t.equal(answerOf(addPasskey(before, inputOf({ name: 'p'.repeat(48) }), NOW)), 'accepted')
  t.equal(answerOf(addPasskey(before, inputOf({ name: 'p'.repeat(49), replace: true }), NOW)), 'accepted')
})

t.test('lets in a sign-in that was held for it, and forgets that it recovered', async t => {
  const held = pendingSignIn({ status: 'enrollment', method: 'recovery-code', phishingResistant: true, recoveredAt: NOW })
  const { signIn } = accepted(addPasskey(enabledRecord(), inputOf({ signIn: held }), NOW)).outcome
  const { recoveredAt, ...kept } = held
  t.strictSame(signIn, { ...kept, status: 'complete', method: 'passkey', stamp: 'newer stamp', verifiedAt: NOW, registeredAt: NOW, enrolledAt: NOW, codesGivenAt: NOW })
})
