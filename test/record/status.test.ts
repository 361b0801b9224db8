import t from 'tap'
import { statusOf } from '../../lib/record/status.js'
import { authenticatorOf, clientOf, DAY, digestOf, enabledRecord, enrollmentOf, HOUR, NOW, recordOf, SECOND, signedOutOf, startOfDay } from './fixtures.js'

const optional = { required: false, requiredFrom: undefined }

const full = recordOf({
  authenticators: [authenticatorOf('phone', { lastUsedAt: NOW - HOUR, lastStep: 7 }), authenticatorOf('tablet')],
  enrollment: enrollmentOf('watch'),
  recoveryCodes: ['one', 'two'].map(digestOf),
  trustedClients: [clientOf('laptop'), clientOf('over', { expiresAt: NOW })],
  signedOut: [signedOutOf('earlier')]
})

t.test('tells what there is, with dates', async t => {
  t.strictSame(statusOf(full, { required: true, requiredFrom: undefined }, 30, NOW), {
    enabled: true,
    required: true,
    requiredFrom: undefined,
    blocked: false,
    lockedUntil: undefined,
    authenticators: [
      { id: 'phone', type: 'totp', name: 'The phone', createdAt: new Date(NOW - DAY), lastUsedAt: new Date(NOW - HOUR) },
      { id: 'tablet', type: 'totp', name: 'The tablet', createdAt: new Date(NOW - DAY), lastUsedAt: undefined }
    ],
    recoveryCodesLeft: 2,
    recoveryCodesSaved: false,
    trustedClients: [{ id: 'laptop', label: 'Firefox on laptop', browser: 'Firefox', system: 'laptop', createdAt: new Date(NOW - DAY), lastUsedAt: new Date(startOfDay(NOW - DAY)), expiresAt: new Date(NOW + 29 * DAY) }]
  })
})

t.test('tells of a user without a record as of one with an empty record', async t => {
  const nothing = {
    enabled: false, required: false, requiredFrom: undefined, blocked: false, lockedUntil: undefined, authenticators: [], recoveryCodesLeft: 0, recoveryCodesSaved: false, trustedClients: []
  }
  t.strictSame(statusOf(undefined, optional, 30, NOW), nothing)
  t.strictSame(statusOf(recordOf(), optional, 30, NOW), nothing)
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
  const told = JSON.stringify(statusOf(full, optional, 30, NOW))
  for (const secret of ['sealed', digestOf('laptop'), digestOf('one'), 'watch', 'stamp', 'cookie', 'earlier', 'lastStep', 'sign-in']) t.notOk(told.includes(secret), secret)
})

t.test('tells from when the role will require it', async t => {
  const { required, requiredFrom } = statusOf(full, { required: false, requiredFrom: NOW + DAY }, 30, NOW)
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
