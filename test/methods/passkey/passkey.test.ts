import t from 'tap'
import { bytesOf, isPasskey, PASSKEY, passkeyShape, passkeysOf } from '../../../lib/methods/passkey/passkey.js'
import { totp } from '../../../lib/methods/totp/method.js'
import { recordParser, serializeRecord } from '../../../lib/record/stored-form.js'
import { authenticatorOf, foreignAuthenticator, passkeyOf, recordOf, securityKeyOf } from '../../record/fixtures.js'

const parse = recordParser([totp, { type: PASSKEY, authenticator: passkeyShape }])

function read (passkey: object): unknown {
  return parse(JSON.stringify({ ...recordOf(), authenticators: [passkey] })).authenticators
}

t.test('reads what it wrote, with what a later release put into it', async t => {
  const record = recordOf({ authenticators: [passkeyOf('phone'), { ...securityKeyOf('key', { transports: [], signCount: 0 }), future: 1 } as object as ReturnType<typeof passkeyOf>], userHandle: 'handle', assertions: 7 })
  t.strictSame(parse(serializeRecord(record)), JSON.parse(serializeRecord(record)))
})

t.test('refuses a passkey without a part of it, or with one of a wrong type', async t => {
  const whole = passkeyOf('phone')
  for (const name of ['credentialId', 'publicKey', 'signCount', 'backupEligible', 'backedUp', 'transports']) {
    for (const wrong of [undefined, null, '', {}, -1, name === 'transports' ? [1] : []]) t.throws(() => read({ ...whole, [name]: wrong }), { message: 'The two-factor record is damaged at /authenticators/0' }, `${name} ${JSON.stringify(wrong)}`)
  }
  t.throws(() => read({ ...whole, signCount: 1.5 }), { message: '/authenticators/0/signCount' })
  t.strictSame(read({ ...whole, type: 'retina-scan', publicKey: 5 }), [{ ...whole, type: 'retina-scan', publicKey: 5 }], 'another type is of no concern')
})

t.test('tells passkeys from everything else', async t => {
  const authenticators = [authenticatorOf('tablet'), passkeyOf('phone'), foreignAuthenticator('eye'), securityKeyOf('key')]
  t.strictSame(authenticators.map(isPasskey), [false, true, false, true])
  t.strictSame(passkeysOf(recordOf({ authenticators })), [authenticators[1], authenticators[3]])
})

t.test('counts the bytes of passkeys as they are stored, but for their names', async t => {
  const { name, ...kept } = passkeyOf('phone')
  t.equal(bytesOf([]), 2)
  t.equal(bytesOf([{ name: '😀'.repeat(64), ...kept }, { name, ...kept }]), 2 * JSON.stringify(kept).length + 3)
})
