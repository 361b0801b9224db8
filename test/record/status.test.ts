import t from 'tap'
import { policyAt } from '../../lib/record/policy.js'
import { statusOf } from '../../lib/record/status.js'
import { authenticatorOf, clientOf, DAY, digestOf, enabledRecord, enrollmentOf, foreignAuthenticator, HOUR, NOW, passkeyOf, recordOf, SECOND, securityKeyOf, signedOutOf, startOfDay } from './fixtures.js'

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }

const full = recordOf({
  authenticators: [authenticatorOf('phone', { lastUsedAt: NOW - HOUR, lastStep: 7 }), authenticatorOf('tablet')],
  enrollment: enrollmentOf('watch'),
  recoveryCodes: ['one', 'two'].map(digestOf),
  trustedClients: [clientOf('laptop'), clientOf('over', { expiresAt: NOW })],
  signedOut: [signedOutOf('earlier')]
})

t.test('tells what there is, with dates', async t => {
  t.strictSame(statusOf(full, { required: true, phishingResistant: false, requiredFrom: undefined }, 30, NOW), {
    enabled: true,
    required: true,
    requiredFrom: undefined,
    phishingResistant: false,
    blocked: false,
    lockedUntil: undefined,
    authenticators: [
      { id: 'phone', type: 'totp', name: 'The phone', createdAt: new Date(NOW - DAY), lastUsedAt: new Date(NOW - HOUR), synced: undefined },
      { id: 'tablet', type: 'totp', name: 'The tablet', createdAt: new Date(NOW - DAY), lastUsedAt: undefined, synced: undefined }
    ],
    recoveryCodesLeft: 2,
    recoveryCodesSaved: false,
    trustedClients: [{ id: 'laptop', label: 'Firefox on laptop', browser: 'Firefox', system: 'laptop', createdAt: new Date(NOW - DAY), lastUsedAt: new Date(startOfDay(NOW - DAY)), expiresAt: new Date(NOW + 29 * DAY) }],
    sessions: undefined
  })
})

t.test('tells of a passkey whether it is on other devices too, and of nothing else', async t => {
  const authenticators = [passkeyOf('phone'), passkeyOf('new phone', { backedUp: false }), securityKeyOf('key'), authenticatorOf('tablet'), foreignAuthenticator('eye'), { ...foreignAuthenticator('ear'), backedUp: true }]
  t.strictSame(statusOf(recordOf({ authenticators }), optional, 30, NOW).authenticators.map(({ id, synced }) => [id, synced]), [
    ['phone', true], ['new phone', false], ['key', false], ['tablet', undefined], ['eye', undefined], ['ear', undefined]
  ])
})

t.test('tells of a user without a record as of one with an empty record', async t => {
  const nothing = {
    enabled: false, required: false, requiredFrom: undefined, phishingResistant: false, blocked: false, lockedUntil: undefined, authenticators: [], recoveryCodesLeft: 0, recoveryCodesSaved: false, trustedClients: [], sessions: undefined
  }
  t.strictSame(statusOf(undefined, optional, 30, NOW), nothing)
  t.strictSame(statusOf(undefined, optional, 30, NOW, { list: true, maxSeconds: 60 }), { ...nothing, sessions: [] })
  t.strictSame(statusOf(recordOf(), optional, 30, NOW), nothing)
})

t.test('tells that the role takes nothing but a passkey, from the grace period on', async t => {
  const policy = { twoFactor: 'phishing-resistant' as const, graceEndsAt: new Date(NOW + DAY) }
  t.hasStrict(statusOf(full, policyAt(policy, NOW), 30, NOW), { required: false, requiredFrom: new Date(NOW + DAY), phishingResistant: true })
  t.hasStrict(statusOf(full, policyAt(policy, NOW + DAY), 30, NOW), { required: true, requiredFrom: undefined, phishingResistant: true })
  t.hasStrict(statusOf(full, policyAt({ ...policy, twoFactor: 'required' }, NOW), 30, NOW), { requiredFrom: new Date(NOW + DAY), phishingResistant: false })
})

t.test('tells that the codes are saved, as long as some are left', async t => {
  t.equal(statusOf({ ...full, recoveryCodesSavedAt: NOW }, optional, 30, NOW).recoveryCodesSaved, true)
  t.equal(statusOf({ ...full, recoveryCodesSavedAt: NOW, recoveryCodes: [] }, optional, 30, NOW).recoveryCodesSaved, false)
})

t.test('tells of a client what it said, and a label in any case', async t => {
  const clients = [clientOf('one', { browser: 'Firefox', system: undefined }), clientOf('two', { browser: undefined, system: 'iOS' }), clientOf('three', { browser: undefined, system: undefined })]
  const { trustedClients } = statusOf(recordOf({ trustedClients: clients }), optional, 30, NOW)
  t.strictSame(trustedClients.map(({ label, browser, system }) => [label, browser, system]), [['Firefox', 'Firefox', undefined], ['iOS', undefined, 'iOS'], ['Unknown client', undefined, undefined]])
})

t.test('tells no key, hash, step, stamp or sign-in id, and nothing of a pending enrollment', async t => {
  const told = JSON.stringify(statusOf({ ...full, authenticators: [...full.authenticators, securityKeyOf('key')], userHandle: 'handle', assertions: 12345 }, optional, 30, NOW))
  for (const secret of [digestOf('credential key'), digestOf('public key key'), 'signCount', 'usb', 'handle', '12345', 'sealed', digestOf('laptop'), digestOf('one'), 'watch', 'stamp', 'cookie', 'earlier', 'lastStep', 'sign-in']) t.notOk(told.includes(secret), secret)
})

t.test('tells from when the role will require it', async t => {
  const { required, requiredFrom } = statusOf(full, { required: false, phishingResistant: false, requiredFrom: NOW + DAY }, 30, NOW)
  t.equal(required, false)
  t.strictSame(requiredFrom, new Date(NOW + DAY))
})

t.test('tells the clients that are trusted under the expiry days of now, and until when', async t => {
  const { trustedClients } = statusOf(full, optional, 7, NOW)
  t.strictSame(trustedClients.map(({ id, expiresAt }) => [id, expiresAt]), [['laptop', new Date(NOW + 6 * DAY)]])
  t.strictSame(statusOf(full, optional, 0, NOW).trustedClients, [])
})

t.test('tells a lock while it lasts, as long as the ladder allows', async t => {
  const locked = enabledRecord({ codeAttempts: { failures: 5, lockedUntil: NOW + 30 * SECOND, days: {} } })
  t.strictSame(statusOf(locked, optional, 30, NOW).lockedUntil, new Date(NOW + 30 * SECOND))
  t.equal(statusOf(locked, optional, 30, NOW + 30 * SECOND).lockedUntil, undefined)
  t.strictSame(statusOf(locked, optional, 30, NOW - DAY).lockedUntil, new Date(NOW - DAY + 30 * SECOND))
})

t.test('tells a block', async t => {
  t.equal(statusOf(enabledRecord({ codeAttempts: { failures: 100, days: {}, blockedAt: NOW } }), optional, 30, NOW).blocked, true)
})
