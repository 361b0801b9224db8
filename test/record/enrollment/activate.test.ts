import t from 'tap'
import { activate, type ActivateInput } from '../../../lib/record/enrollment/activate.js'
import { accepted, authenticatorOf, completeSignIn, digestOf, enabledRecord, foreignAuthenticator, NOW } from '../fixtures.js'

const input: ActivateInput = {
  signIn: completeSignIn(), type: 'totp', limit: 2, resistant: false, replace: false, blockable: ['totp'], stamp: 'newer stamp', codeHashes: [digestOf('new')]
}

t.test('refuses one more of a type than a user may have, whatever judged it, and changes nothing', async t => {
  const record = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')] })
  t.strictSame(activate(record, authenticatorOf('watch'), input, NOW), { record, refusal: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' }, events: [] })
})

t.test('counts no authenticator of another type, and none that is replaced', async t => {
  const eyes = enabledRecord({ authenticators: [authenticatorOf('phone'), foreignAuthenticator('left'), foreignAuthenticator('right')] })
  t.equal(accepted(activate(eyes, authenticatorOf('watch'), input, NOW)).record.authenticators.length, 4)
  const full = enabledRecord({ authenticators: [authenticatorOf('phone'), authenticatorOf('tablet')] })
  t.strictSame(accepted(activate(full, authenticatorOf('watch'), { ...input, replace: true }, NOW)).record.authenticators, [authenticatorOf('watch')])
})
