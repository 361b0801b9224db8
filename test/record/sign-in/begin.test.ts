import t from 'tap'
import { begin as beginSignIn, type BeginInput as BeginSignInInput } from '../../../lib/record/sign-in/begin.js'
import { accepted, clientOf, DAY, digestOf, enabledRecord, LIFETIMES, NOW, recordOf, startOfDay } from '../fixtures.js'

const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const required = { required: true, phishingResistant: false, requiredFrom: undefined }
const shown = { id: 'laptop', hash: digestOf('laptop') }

function inputOf (changes: Partial<BeginSignInInput> = {}): BeginSignInInput {
  return {
    userId: 'user',
    signInId: 'sign-in',
    fresh: true,
    next: '/account',
    policy: optional,
    shown: undefined,
    expiryDays: 30,
    sessionSeconds: undefined,
    maxSeconds: LIFETIMES.maxSeconds,
    created: { stamp: 'new stamp', cookieName: 'new cookie' },
    ...changes
  }
}

t.test('makes a record where there is none', async t => {
  const { record, outcome, events } = accepted(beginSignIn(undefined, inputOf(), NOW))
  t.strictSame(record, {
    version: 1,
    stamp: 'new stamp',
    cookieName: 'new cookie',
    authenticators: [],
    codeAttempts: { failures: 0, lockedUntil: undefined, days: {}, blockedAt: undefined, unlockedAt: undefined, unblockedAt: undefined },
    passwordAttempts: { failures: 0, lockedUntil: undefined },
    recoveryAttempts: { failures: 0, since: 0 },
    recoveryCodes: [],
    trustedClients: [],
    signedOut: []
  })
  t.equal(outcome.stamp, 'new stamp')
  t.strictSame(events, [])
})

t.test('leaves a record alone that is there', async t => {
  const record = recordOf()
  const decision = accepted(beginSignIn(record, inputOf(), NOW))
  t.equal(decision.record, record)
  t.equal(decision.outcome.stamp, 'stamp')
})

t.test('completes a sign-in where two-factor authentication is off and not required', async t => {
  t.strictSame(accepted(beginSignIn(recordOf(), inputOf(), NOW)).outcome, {
    id: 'sign-in', userId: 'user', stamp: 'stamp', signedInAt: NOW, fresh: true, firstFactor: undefined, known: undefined, next: '/account', sessionSeconds: undefined, phishingResistant: undefined, status: 'complete', method: 'none', endsAt: NOW + 30 * DAY
  })
})

t.test('leads to the enrollment where two-factor authentication is off and required', async t => {
  const { outcome } = accepted(beginSignIn(recordOf(), inputOf({ policy: required }), NOW))
  t.equal(outcome.status, 'enrollment')
  t.equal(outcome.method, 'none')
})

t.test('asks for a code where two-factor authentication is on, whatever the policy says', async t => {
  for (const policy of [optional, required]) {
    const { record, outcome } = accepted(beginSignIn(enabledRecord(), inputOf({ policy }), NOW))
    t.strictSame(outcome, {
      id: 'sign-in', userId: 'user', stamp: 'stamp', signedInAt: NOW, fresh: true, firstFactor: undefined, known: undefined, next: '/account', sessionSeconds: undefined, phishingResistant: undefined, status: 'challenge', method: 'none'
    })
    t.strictSame(record, enabledRecord())
  }
})

t.test('lets a live trusted client stand in for the code, as no proof of one', async t => {
  const { record, outcome } = accepted(beginSignIn(enabledRecord({ trustedClients: [clientOf('laptop')] }), inputOf({ shown }), NOW))
  t.strictSame(outcome, {
    id: 'sign-in', userId: 'user', stamp: 'stamp', signedInAt: NOW, fresh: true, firstFactor: undefined, known: undefined, next: '/account', sessionSeconds: undefined, phishingResistant: undefined, status: 'complete', method: 'trusted-client', endsAt: NOW + 30 * DAY
  })
  t.equal(record.trustedClients[0]?.lastUsedAt, startOfDay(NOW))
})

t.test('looks at no trusted client where nothing was proved just now', async t => {
  const record = enabledRecord({ trustedClients: [clientOf('laptop'), clientOf('old', { expiresAt: NOW })] })
  for (const id of ['laptop', 'old']) {
    const decision = accepted(beginSignIn(record, inputOf({ shown: { id, hash: digestOf(id) }, fresh: false }), NOW))
    t.equal(decision.outcome.status, 'challenge')
    t.equal(decision.outcome.fresh, false)
    t.equal(decision.record, record)
  }
})

t.test('asks for a code where the token is wrong, without a change', async t => {
  const record = enabledRecord({ trustedClients: [clientOf('laptop')] })
  for (const wrong of [{ id: 'laptop', hash: digestOf('other') }, { id: 'other', hash: digestOf('laptop') }, { id: '', hash: '' }]) {
    const decision = accepted(beginSignIn(record, inputOf({ shown: wrong }), NOW))
    t.equal(decision.outcome.status, 'challenge')
    t.equal(decision.record, record)
    t.strictSame(decision.events, [])
  }
})

t.test('asks for a code where the trust is over', async t => {
  const record = enabledRecord({ trustedClients: [clientOf('laptop')] })
  for (const [expiryDays, now] of [[30, NOW + 29 * DAY], [1, NOW], [0, NOW]] as const) {
    t.equal(accepted(beginSignIn(record, inputOf({ shown, expiryDays }), now)).outcome.status, 'challenge', `${expiryDays} days`)
  }
})

t.test('lets no trusted client sign in past a required enrollment', async t => {
  const record = recordOf({ trustedClients: [clientOf('laptop')] })
  t.equal(accepted(beginSignIn(record, inputOf({ shown, policy: required }), NOW)).outcome.status, 'enrollment')
})

t.test('lets a trusted client in under a lock and a block', async t => {
  const codeAttempts = { failures: 100, lockedUntil: NOW + DAY, days: {}, blockedAt: NOW }
  const record = enabledRecord({ trustedClients: [clientOf('laptop')], codeAttempts })
  const decision = accepted(beginSignIn(record, inputOf({ shown }), NOW))
  t.equal(decision.outcome.status, 'complete')
  t.equal(decision.record.codeAttempts, record.codeAttempts)
})

t.test('clears no attempts by a new sign-in', async t => {
  const record = enabledRecord({ codeAttempts: { failures: 4, days: {} }, passwordAttempts: { failures: 4 } })
  t.equal(accepted(beginSignIn(record, inputOf(), NOW)).record, record)
})

const resistant = { required: true, phishingResistant: true, requiredFrom: undefined }

t.test('another system\'s second factor completes a sign-in of a user who has none here, whatever the policy but a phishing-resistant one', async t => {
  for (const suffices of [false, true]) {
    const statuses = [optional, required, resistant].map(policy => {
      const { status, method } = accepted(beginSignIn(recordOf(), inputOf({ policy, external: { suffices } }), NOW)).outcome
      return [status, method]
    })
    t.strictSame(statuses, [['complete', 'external'], ['complete', 'external'], ['enrollment', 'none']])
  }
})

t.test('it stands in for the proof of a user who has two-factor authentication on only where the application says so, and no passkey is asked for', async t => {
  for (const [suffices, policy, expected] of [[false, optional, 'challenge'], [false, required, 'challenge'], [true, optional, 'complete'], [true, required, 'complete'], [true, resistant, 'challenge']] as const) {
    const decision = accepted(beginSignIn(enabledRecord(), inputOf({ policy, external: { suffices } }), NOW))
    t.strictSame([decision.outcome.status, decision.outcome.method, decision.outcome.verifiedAt], [expected, expected === 'complete' ? 'external' : 'none', undefined])
    t.strictSame(decision.record, enabledRecord(), 'nothing is written')
  }
})

t.test('it ends like any complete sign-in', async t => {
  t.equal(accepted(beginSignIn(recordOf(), inputOf({ external: { suffices: false }, sessionSeconds: 60 }), NOW)).outcome.endsAt, NOW + 60_000)
})

t.test('knows its client where the session before it did', async t => {
  t.equal(accepted(beginSignIn(recordOf(), inputOf({ known: true }), NOW)).outcome.known, true)
  t.equal(accepted(beginSignIn(recordOf(), inputOf({ known: false }), NOW)).outcome.known, undefined)
})
