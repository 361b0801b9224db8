import t from 'tap'
import { resealTotp } from '../../../lib/methods/totp/reseal.js'
import type { OpenedKeys } from '../../../lib/methods/totp/authenticator.js'
import { reseal as decide } from '../../../lib/record/administration/reseal.js'
import type { Decision } from '../../../lib/record/decision.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { accepted, authenticatorOf, clientOf, enabledRecord, keysOf, recordOf, refused, totpAt } from '../fixtures.js'

function reseal (record: TwoFactorRecord, keys: OpenedKeys): Decision<boolean> {
  const { record: sealed, keyMissing } = resealTotp(record, keys)
  return decide(record, sealed, keyMissing)
}

t.test('takes over the keys sealed anew, and ends no session by it', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('phone', { lastStep: 7 }), authenticatorOf('tablet')], trustedClients: [clientOf('laptop')] })
  const decision = accepted(reseal(before, keysOf(before, { resealed: ['phone'] })))
  t.strictSame(decision, {
    record: { ...before, authenticators: [authenticatorOf('phone', { lastStep: 7, key: 'resealed phone' }), authenticatorOf('tablet')] },
    outcome: true,
    events: []
  })
})

t.test('writes nothing where every key is sealed with the current service key', async t => {
  const before = enabledRecord()
  const decision = accepted(reseal(before, keysOf(before)))
  t.equal(decision.record, before)
  t.equal(decision.outcome, false)
})

t.test('takes over what opens, and is unavailable while some key does not', async t => {
  const before = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')] })
  const decision = refused(reseal(before, keysOf(before, { closed: ['phone'], resealed: ['tablet'] })))
  t.strictSame(decision.refusal, { code: 'TWO_FACTOR_UNAVAILABLE' })
  t.strictSame([0, 1].map(index => totpAt(decision.record, index)?.key), ['sealed phone', 'resealed tablet'])
  t.strictSame(decision.events, [{ type: 'key-missing' }])
  t.equal(reseal(before, keysOf(before, { closed: ['phone'] })).record, before)
})

t.test('has nothing to do for a user without authenticators', async t => {
  const before = recordOf()
  const decision = accepted(reseal(before, keysOf(before)))
  t.equal(decision.record, before)
  t.equal(decision.outcome, false)
})
