import t from 'tap'
import { addPasskey, type AddPasskeyInput } from '../../../lib/methods/passkey/enrollment.js'
import { activate } from '../../../lib/record/enrollment/activate.js'
import { regenerate } from '../../../lib/record/preferences/regenerate.js'
import { remove, removeUnproved } from '../../../lib/record/preferences/remove.js'
import type { TwoFactorRecord } from '../../../lib/record/record.js'
import { begin } from '../../../lib/record/sign-in/begin.js'
import { recover } from '../../../lib/record/sign-in/recover.js'
import { asksForPasskey, needsPasskey } from '../../../lib/record/sign-in/resistance.js'
import type { SignIn } from '../../../lib/record/sign-in/sign-in.js'
import { stepUp } from '../../../lib/record/sign-in/step-up.js'
import { verify } from '../../../lib/record/sign-in/verify.js'
import { accepted, answerOf, authenticatorOf, clientOf, completeSignIn, DAY, digestOf, enabledRecord, foreignAuthenticator, HOUR, LIFETIMES, madeOf, NOW, passkeyOf, passkeyProof, pendingSignIn, recordOf, recoveryProof, rightProof, securityKeyOf } from '../fixtures.js'

const { maxSeconds } = LIFETIMES
const resistant = { required: true, phishingResistant: true, requiredFrom: undefined }
const optional = { required: false, phishingResistant: false, requiredFrom: undefined }
const phone = passkeyOf('phone')
const tablet = authenticatorOf('tablet')
const both = recordOf({ authenticators: [tablet, phone], recoveryCodes: ['one', 'two'].map(digestOf) })
const codeOnly = recordOf({ authenticators: [tablet], recoveryCodes: ['one', 'two'].map(digestOf) })
const trust = { id: 'laptop', hash: digestOf('laptop') }
const pending = pendingSignIn({ phishingResistant: true })
const held = pendingSignIn({ status: 'enrollment', method: 'totp', phishingResistant: true, verifiedAt: NOW - HOUR })

function begun (record: TwoFactorRecord, policy = resistant, shown = undefined as typeof trust | undefined): SignIn {
  const input = { userId: 'user', signInId: 'sign-in', fresh: true, next: undefined, policy, shown, expiryDays: 30, sessionSeconds: undefined, maxSeconds, created: { stamp: 'made', cookieName: 'made' } }
  return accepted(begin(record, input, NOW)).outcome
}

function verified (record: TwoFactorRecord, signIn: SignIn, proof = rightProof(record, NOW)): ReturnType<typeof verify> {
  return verify(record, { signIn, proof, trust, expiryDays: 30, maxSeconds }, NOW)
}

function recovered (record: TwoFactorRecord, signIn: SignIn): SignIn {
  return accepted(recover(record, { signIn, proof: recoveryProof('one'), stamp: 'newer stamp', freshSeconds: 900, maxSeconds, passwordAskable: true }, NOW)).outcome.signIn
}

const activation = { resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes: [digestOf('new')] }

/** The sign-in once it has added an authenticator app. */
function withApp (record: TwoFactorRecord, signIn: SignIn, replace = false): SignIn {
  return accepted(activate(record, authenticatorOf('watch'), { ...activation, signIn, type: 'totp', limit: 5, replace }, NOW)).outcome.signIn
}

/** The sign-in once it has added a passkey. */
function withPasskey (record: TwoFactorRecord, signIn: SignIn): SignIn {
  const { blockable, ...input } = activation
  return accepted(addPasskey(record, { ...input, signIn, made: madeOf('new'), isLive: () => true, syncable: true, id: 'new', name: 'New' } satisfies AddPasskeyInput, NOW)).outcome.signIn
}

t.test('a sign-in is bound to a policy that asks for a passkey when it begins, and to no other', async t => {
  for (const record of [recordOf(), codeOnly, both]) {
    t.equal(begun(record).phishingResistant, true)
    t.equal(begun(record, optional).phishingResistant, undefined)
    t.equal(begun(record, { ...optional, required: true }).phishingResistant, undefined)
  }
  t.strictSame([recordOf(), codeOnly, both].map(record => begun(record).status), ['enrollment', 'challenge', 'challenge'])
})

t.test('a trusted client is not honored where a passkey is asked for, and is left as it is', async t => {
  const record = recordOf({ ...both, trustedClients: [clientOf('laptop'), clientOf('old', { expiresAt: NOW })] })
  t.equal(begun(record, optional, trust).status, 'complete')
  t.equal(begun(record, resistant, trust).status, 'challenge')
  const input = { userId: 'user', signInId: 'sign-in', fresh: true, next: undefined, policy: resistant, shown: { id: 'old', hash: digestOf('old') }, expiryDays: 30, sessionSeconds: undefined, maxSeconds, created: { stamp: 'made', cookieName: 'made' } }
  t.equal(accepted(begin(record, input, NOW)).record, record)
})

t.test('a passkey completes such a sign-in, and trusts no client', async t => {
  const { record, outcome, events } = accepted(verified(both, pending, passkeyProof(phone)))
  t.strictSame(outcome, { ...pending, status: 'complete', method: 'passkey', verifiedAt: NOW, assertedAt: NOW, proved: ['passkey'], endsAt: NOW + 30 * DAY })
  t.strictSame([record.trustedClients, events], [[], []])
})

t.test('a code only lets such a sign-in register a passkey: it is held with its method, and trusts no client', async t => {
  const { record, outcome, events } = accepted(verified(codeOnly, pendingSignIn({ phishingResistant: true, sessionSeconds: 60 })))
  t.strictSame(outcome, { ...pending, sessionSeconds: 60, status: 'enrollment', method: 'totp', verifiedAt: NOW, proved: ['totp'], endsAt: NOW + 30 * DAY })
  t.strictSame([record.trustedClients, events], [[], []])
})

t.test('where no passkey is asked for either completes the sign-in, and the client is trusted', async t => {
  for (const [proof, method] of [[passkeyProof(phone), 'passkey'], [rightProof(both, NOW), 'totp']] as const) {
    const { record, outcome } = accepted(verified(both, pendingSignIn(), proof))
    t.strictSame([outcome.status, outcome.method, outcome.verifiedAt, outcome.assertedAt], ['complete', method, NOW, method === 'passkey' ? NOW : undefined])
    t.equal(record.trustedClients.length, 1)
  }
})

t.test('a recovery code only lets such a sign-in register a passkey too', async t => {
  const signIn = recovered(both, pending)
  t.strictSame(signIn, { ...pending, status: 'enrollment', method: 'recovery-code', stamp: 'newer stamp', verifiedAt: undefined, assertedAt: undefined, registeredAt: undefined, proved: undefined, recoveredAt: NOW, endsAt: NOW + 30 * DAY })
  t.equal(recovered(both, pendingSignIn()).status, 'complete')
})

t.test('a recovery code takes back that a passkey was used or registered in the session', async t => {
  const { verifiedAt, assertedAt, registeredAt } = recovered(both, completeSignIn({ method: 'trusted-client', assertedAt: NOW, registeredAt: NOW }))
  t.strictSame([verifiedAt, assertedAt, registeredAt], [undefined, undefined, undefined])
})

t.test('an authenticator app frees no sign-in that is held for a passkey, a passkey frees it', async t => {
  const cases: [TwoFactorRecord, SignIn][] = [[codeOnly, held], [recordOf(), begun(recordOf())], [both, recovered(both, pending)], [codeOnly, recovered(codeOnly, pending)]]
  for (const [record, signIn] of cases) {
    const { recoveredAt, ...kept } = signIn
    const proved = { stamp: 'newer stamp', verifiedAt: NOW, enrolledAt: NOW, codesGivenAt: record.recoveryCodes.length === 0 ? NOW : undefined }
    t.strictSame(withApp(record, signIn), { ...kept, ...proved, method: 'totp', proved: ['totp'] })
    t.strictSame(withPasskey(record, signIn), { ...kept, ...proved, status: 'complete', method: 'passkey', registeredAt: NOW })
    t.equal(withPasskey(record, withApp(record, signIn)).status, 'complete')
  }
})

t.test('how long a sign-in shall last counts from when it is complete, not from an authenticator that does not free it', async t => {
  const signIn = { ...held, sessionSeconds: 60 }
  t.equal(withApp(codeOnly, signIn).endsAt, signIn.endsAt)
  t.equal(withPasskey(codeOnly, signIn).endsAt, NOW + 60_000)
})

t.test('a complete sign-in stays complete with an authenticator app more, and is held again where that replaced its passkeys', async t => {
  const complete = completeSignIn({ method: 'passkey', phishingResistant: true })
  t.equal(withApp(both, complete).status, 'complete')
  t.equal(withApp(both, complete, true).status, 'enrollment')
  t.equal(withApp(both, completeSignIn(), true).status, 'complete', 'where no passkey is asked for')
  t.equal(withPasskey(both, complete).status, 'complete')
})

t.test('a sign-in that began before the role asked for a passkey is held from its next authenticator on, unless there is a passkey', async t => {
  const bound = (record: TwoFactorRecord, replace = false): SignIn =>
    accepted(activate(record, authenticatorOf('watch'), { ...activation, signIn: completeSignIn(), type: 'totp', limit: 5, resistant: true, replace }, NOW)).outcome.signIn
  t.match(bound(recordOf()), { status: 'enrollment', phishingResistant: true })
  t.match(bound(codeOnly), { status: 'enrollment', phishingResistant: true })
  t.match(bound(both), { status: 'complete' })
  t.match(bound(both, true), { status: 'enrollment' })
})

t.test('a sign-in of any other policy is complete with whatever it enrolls', async t => {
  for (const status of ['enrollment', 'complete'] as const) {
    const signIn = pendingSignIn({ status, method: 'none' })
    t.strictSame([withApp(recordOf(), signIn), withPasskey(recordOf(), signIn)].map(({ status, method }) => [status, method]), [['complete', 'totp'], ['complete', 'passkey']])
  }
})

t.test('a step-up, a removal and new recovery codes by a passkey note that it was used, by a code they do not', async t => {
  const record = recordOf({ authenticators: [tablet, phone, securityKeyOf('key')] })
  const signIn = completeSignIn({ verifiedAt: NOW - HOUR, assertedAt: NOW - HOUR })
  for (const [proof, assertedAt] of [[passkeyProof(phone), NOW], [rightProof(record, NOW), NOW - HOUR]] as const) {
    const input = { signIn, proof, passwordProved: false, freshSeconds: 900, stamp: 'newer stamp' }
    const all = assertedAt === NOW ? ['totp', 'passkey'] : ['totp']
    t.strictSame(accepted(stepUp(record, input, NOW)).outcome.signIn, { ...signIn, verifiedAt: NOW, assertedAt, proved: all })
    t.strictSame(accepted(regenerate(record, { ...input, codeHashes: [] }, NOW)).outcome.signIn, { ...signIn, verifiedAt: NOW, assertedAt, proved: all, codesGivenAt: NOW })
    const { outcome } = accepted(remove(record, { ...input, id: 'key', provable: ['totp', 'passkey'], resistantOnly: false }, NOW))
    t.strictSame(outcome.signIn, { ...signIn, stamp: 'newer stamp', verifiedAt: NOW, assertedAt, proved: all })
  }
})

t.test('the last passkey is never removed where one is asked for, and no proof is looked at for it', async t => {
  const spare = recordOf({ authenticators: [tablet, phone, securityKeyOf('key')] })
  const cases: [string, TwoFactorRecord, string, boolean, string[], string][] = [
    ['the last passkey beside an app', both, 'phone', true, ['totp', 'passkey'], 'TWO_FACTOR_LAST_AUTHENTICATOR'],
    ['the same where none is asked for', both, 'phone', false, ['totp', 'passkey'], 'accepted'],
    ['the app beside the last passkey', both, 'tablet', true, ['totp', 'passkey'], 'accepted'],
    ['one passkey of two', spare, 'phone', true, ['totp', 'passkey'], 'accepted'],
    ['one passkey of two where none can be used', spare, 'phone', true, ['totp'], 'TWO_FACTOR_LAST_AUTHENTICATOR'],
    ['the app beside a passkey that cannot be used', both, 'tablet', false, ['totp'], 'TWO_FACTOR_LAST_AUTHENTICATOR'],
    ['the app beside an unknown type', recordOf({ authenticators: [tablet, foreignAuthenticator('eye')] }), 'tablet', true, ['totp', 'passkey'], 'TWO_FACTOR_LAST_AUTHENTICATOR']
  ]
  for (const [name, record, id, resistantOnly, provable, answer] of cases) {
    t.equal(answerOf(removeUnproved(record, { id, provable, resistantOnly, stamp: 'newer stamp' })), answer, name)
    const asked: unknown[] = []
    const input = { signIn: completeSignIn(), passwordProved: false, freshSeconds: 900, stamp: 'newer stamp', id, provable, resistantOnly }
    const decision = remove(record, { ...input, proof: (...given) => { asked.push(given); return rightProof(record, NOW)(...given) } }, NOW)
    t.equal(answerOf(decision), answer, name)
    t.equal(asked.length, answer === 'accepted' ? 1 : 0, name)
  }
})

t.test('only a passkey may prove something where one is asked for and there is one', async t => {
  t.strictSame([recordOf(), codeOnly, recordOf({ authenticators: [foreignAuthenticator('eye')] }), both].map(record => needsPasskey(record, true)), [false, false, false, true])
  t.equal(needsPasskey(both, false), false)
  t.equal(needsPasskey(enabledRecord(), true), false)
})

t.test('a passkey is asked for where the role said so when the sign-in began, or says so now', async t => {
  for (const policy of [resistant, optional, null, undefined]) {
    t.equal(asksForPasskey(pending, policy), true)
    t.equal(asksForPasskey(pendingSignIn(), policy), policy === resistant)
  }
})
