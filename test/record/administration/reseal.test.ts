import t from 'tap'
import { reseal } from '../../../lib/record/preferences/remove.js'
import { accepted, authenticatorOf, clientOf, enabledRecord, keysOf, recordOf, refused } from '../fixtures.js'

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
  t.strictSame(decision.record?.authenticators.map(({ key }) => key), ['sealed phone', 'resealed tablet'])
  t.strictSame(decision.events, [{ type: 'key-missing' }])
  t.equal(reseal(before, keysOf(before, { closed: ['phone'] })).record, before)
})

t.test('has nothing to do for a user without authenticators', async t => {
  const before = recordOf()
  const decision = accepted(reseal(before, keysOf(before)))
  t.equal(decision.record, before)
  t.equal(decision.outcome, false)
})
