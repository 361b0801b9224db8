import t from 'tap'
import { signInStatus } from '../../lib/record/sign-in/status.js'
import { accepted, completeSignIn, LIFETIMES, NOW, pendingSignIn, storedBy } from './fixtures.js'
import { endingSessions, keepingSessions, lastSignOut, recordBefore } from './transitions.js'

function usesPasskey (name: string): boolean {
  return ['a passkey used', 'a passkey used under a block', 'a passkey removed by itself'].includes(name)
}

t.test('changes, and empties trusted clients, signed-out ids and the enrollment in the same save', async t => {
  for (const transition of endingSessions) {
    const { record } = accepted(transition.decide(recordBefore(transition)))
    t.equal(record.stamp, 'newer stamp', transition.name)
    t.strictSame([record.trustedClients, record.signedOut, record.enrollment], [[], [], undefined], transition.name)
  }
})

t.test('changes for one sign-out too many, and leaves the trusted clients', async t => {
  const before = recordBefore(lastSignOut)
  const { record } = accepted(lastSignOut.decide(before))
  t.strictSame([record.stamp, record.signedOut, record.enrollment, record.trustedClients], ['newer stamp', [], undefined, before.trustedClients])
})

t.test('makes every other sign-in of the user nobody\'s', async t => {
  for (const transition of [...endingSessions, lastSignOut]) {
    const record = storedBy(transition.decide(recordBefore(transition)))
    for (const signIn of [completeSignIn({ id: 'other' }), pendingSignIn({ id: 'other' }), pendingSignIn({ id: 'other', status: 'enrollment' })]) {
      t.equal(signInStatus(record, signIn, { required: false, phishingResistant: false, requiredFrom: undefined }, LIFETIMES, NOW), 'anonymous', transition.name)
    }
  }
})

t.test('is no different for anything else that happens', async t => {
  for (const transition of keepingSessions) {
    const before = recordBefore(transition)
    const record = storedBy(transition.decide(before))
    t.strictSame([record.stamp, record.signedOut[0]?.id], [before.stamp, 'earlier'], transition.name)
  }
})

t.test('leaves the handle that authenticators know the user by alone, and never counts assertions backward, whatever happens', async t => {
  for (const transition of [...endingSessions, lastSignOut, ...keepingSessions]) {
    const { userHandle, assertions } = storedBy(transition.decide(recordBefore(transition)))
    t.strictSame([userHandle, assertions], ['handle', usesPasskey(transition.name) ? 6 : 5], transition.name)
  }
})

t.test('leaves the name of the cookie alone, whatever happens', async t => {
  for (const transition of [...endingSessions, lastSignOut, ...keepingSessions]) t.equal(storedBy(transition.decide(recordBefore(transition))).cookieName, 'cookie', transition.name)
})
