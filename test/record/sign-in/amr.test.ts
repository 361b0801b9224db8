import t from 'tap'
import { amrOf, isFirstFactor } from '../../../lib/record/sign-in/amr.js'
import { disable } from '../../../lib/record/preferences/disable.js'
import { recover } from '../../../lib/record/sign-in/recover.js'
import { stepUp } from '../../../lib/record/sign-in/step-up.js'
import type { SignIn } from '../../../lib/record/sign-in/sign-in.js'
import { accepted, completeSignIn, digestOf, enabledRecord, LIFETIMES, NOW, passkeyOf, passkeyProof, recoveryProof, rightProof } from '../fixtures.js'

t.test('a first factor is called by a short name that says nothing of a second one', async t => {
  for (const name of ['pwd', 'a', 'user', 'urn:acme:magic-link', 'open-id', '2', 'x'.repeat(32), 'hwk2', 'mfa.', 'otp-mail']) t.equal(isFirstFactor(name), true, name)
  for (const name of ['otp', 'pop', 'hwk', 'swk', 'sms', 'mfa', '', 'PWD', 'pwd ', 'pw d', 'x'.repeat(33), 'pwd\n', 'päss', '<b>', '"', 'a/b', 5, true, null, undefined, ['pwd'], { toString: () => 'pwd' }]) t.equal(isFirstFactor(name), false, String(name))
})

t.test('tells the first factor, what was proved, and mfa where a first factor that was named and fresh came with a proof', async t => {
  const cases: [string[], Partial<SignIn>][] = [
    [[], { method: 'none', proved: undefined }],
    [['otp'], {}],
    [['pwd'], { firstFactor: 'pwd', method: 'none', proved: undefined }],
    [['pwd', 'otp', 'mfa'], { firstFactor: 'pwd' }],
    [['pwd', 'pop', 'mfa'], { firstFactor: 'pwd', method: 'passkey', proved: ['passkey'] }],
    [['pwd', 'otp', 'pop', 'mfa'], { firstFactor: 'pwd', proved: ['totp', 'passkey'] }],
    [['otp', 'pop'], { proved: ['totp', 'passkey'] }],
    [['cookie', 'otp'], { firstFactor: 'cookie', fresh: false }],
    [['pwd'], { firstFactor: 'pwd', method: 'trusted-client', proved: undefined }],
    [['pwd', 'otp', 'mfa'], { firstFactor: 'pwd', method: 'trusted-client' }],
    [['pwd'], { firstFactor: 'pwd', method: 'recovery-code', proved: undefined }],
    [['pwd'], { firstFactor: 'pwd', proved: ['recovery-code'] }],
    [['pwd', 'otp', 'mfa'], { firstFactor: 'pwd', method: 'sent-code', proved: ['sent-code', 'totp'] }],
    [['open-id', 'mfa'], { firstFactor: 'open-id', method: 'external', proved: undefined }],
    [[], { method: 'external', proved: undefined }],
    [['open-id'], { firstFactor: 'open-id', method: 'external', fresh: false, proved: undefined }],
    [['open-id', 'otp', 'mfa'], { firstFactor: 'open-id', method: 'external' }]
  ]
  for (const [amr, changes] of cases) t.strictSame(amrOf(completeSignIn(changes)), amr, JSON.stringify(changes))
})

t.test('a step-up adds what it proved, once, and a recovery code or disabling takes it back', async t => {
  const phone = passkeyOf('phone')
  const record = enabledRecord({ authenticators: [...enabledRecord().authenticators, phone], recoveryCodes: [digestOf('one'), digestOf('two')] })
  const remembered = completeSignIn({ firstFactor: 'pwd', method: 'trusted-client', verifiedAt: undefined, proved: undefined })
  let signIn = remembered
  for (const [proof, amr] of [[rightProof(record, NOW), ['pwd', 'otp', 'mfa']], [passkeyProof(phone), ['pwd', 'otp', 'pop', 'mfa']], [rightProof(record, NOW), ['pwd', 'otp', 'pop', 'mfa']]] as const) {
    signIn = accepted(stepUp(record, { signIn, proof }, NOW)).outcome.signIn
    t.strictSame(amrOf(signIn), amr)
  }
  const { outcome } = accepted(recover(record, { signIn, proof: recoveryProof('one'), stamp: 'newer', freshSeconds: 900, maxSeconds: LIFETIMES.maxSeconds, passwordAskable: true }, NOW))
  t.strictSame(amrOf(outcome.signIn), ['pwd'])
  const off = accepted(disable(record, { signIn, proof: rightProof(record, NOW), passwordProved: false, freshSeconds: 900, required: false, stamp: 'newer' }, NOW))
  t.strictSame(amrOf(off.outcome.signIn), ['pwd'])
})
