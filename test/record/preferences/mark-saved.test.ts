import t from 'tap'
import { reset } from '../../../lib/record/administration/reset.js'
import { confirm } from '../../../lib/record/enrollment/confirm.js'
import { disable } from '../../../lib/record/preferences/disable.js'
import { markSaved } from '../../../lib/record/preferences/mark-saved.js'
import { regenerate } from '../../../lib/record/preferences/regenerate.js'
import { recover } from '../../../lib/record/sign-in/recover.js'
import { accepted, codeOf, completeSignIn, digestOf, enabledRecord, enrollmentOf, firstCode, keyOf, LIFETIMES, NOW, pendingSignIn, recordOf, recoveryProof, rightProof, SECOND } from '../fixtures.js'

const before = enabledRecord({ recoveryCodes: ['one', 'two'].map(digestOf) })
const saved = { ...before, recoveryCodesSavedAt: NOW - SECOND }
const change = { signIn: completeSignIn(), passwordProved: false, freshSeconds: 900, stamp: 'newer stamp', proof: rightProof(before, NOW) }

t.test('notes the moment once, and tells it once', async t => {
  const { record, outcome, events } = accepted(markSaved(before, NOW))
  t.strictSame([record, outcome, events], [{ ...before, recoveryCodesSavedAt: NOW }, undefined, [{ type: 'recovery-codes-saved' }]])
  t.strictSame(markSaved(record, NOW + SECOND), { record, outcome: undefined, events: [] })
})

t.test('notes and tells nothing where there are no codes', async t => {
  for (const record of [recordOf(), enabledRecord(), enabledRecord({ recoveryCodesSavedAt: NOW })]) t.strictSame(markSaved(record, NOW), { record, outcome: undefined, events: [] })
})

t.test('a new set of codes is not saved', async t => {
  t.equal(accepted(regenerate(saved, { ...change, codeHashes: [digestOf('new')] }, NOW)).record.recoveryCodesSavedAt, undefined)
  const input = { signIn: completeSignIn(), method: firstCode(codeOf('tablet', NOW), keyOf('tablet')), pendingSeconds: 600, name: undefined, resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes: [digestOf('new')] }
  const enrolling = { ...saved, enrollment: enrollmentOf('tablet') }
  t.equal(accepted(confirm({ ...enrolling, recoveryCodes: [] }, input, NOW)).record.recoveryCodesSavedAt, undefined, 'where none was left')
  t.equal(accepted(confirm(enrolling, input, NOW)).record.recoveryCodesSavedAt, NOW - SECOND, 'those that stay are as they were')
})

t.test('nothing is saved once the codes are gone by a reset, or with two-factor authentication', async t => {
  t.equal(accepted(reset(saved, 'newer stamp')).record.recoveryCodesSavedAt, undefined)
  t.equal(accepted(disable(saved, { ...change, required: false }, NOW)).record.recoveryCodesSavedAt, undefined)
})

t.test('whoever signs in by a code has saved the set, which is not told', async t => {
  const input = { signIn: pendingSignIn(), stamp: 'newer stamp', freshSeconds: 900, maxSeconds: LIFETIMES.maxSeconds, passwordAskable: true }
  const { record, events } = accepted(recover(before, { ...input, proof: recoveryProof('one') }, NOW))
  t.equal(record.recoveryCodesSavedAt, NOW)
  t.strictSame(events, [{ type: 'recovery-code-used', left: 1 }])
  t.equal(accepted(recover(saved, { ...input, proof: recoveryProof('one') }, NOW)).record.recoveryCodesSavedAt, NOW - SECOND)
  t.equal(recover(before, { ...input, proof: recoveryProof('wrong') }, NOW).record?.recoveryCodesSavedAt, undefined)
})
