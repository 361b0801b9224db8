import t from 'tap'
import { acceptedCredentials, creationOptions, requestOptions } from '../../../lib/methods/passkey/credential-options.js'
import { authenticatorOf, passkeyOf, recordOf, securityKeyOf } from '../../record/fixtures.js'

const phone = passkeyOf('phone')
const key = securityKeyOf('key', { transports: [] })
const asking = { rpId: 'acme.example', challenge: 'challenge', userVerification: 'preferred', passkeys: [phone, key] } as const
const descriptors = [{ type: 'public-key', id: phone.credentialId, transports: ['internal', 'hybrid'] }, { type: 'public-key', id: key.credentialId }]

t.test('a new passkey is asked for as a second factor: for this user and site, none that they have, with no place taken and nothing attested', async t => {
  t.strictSame(creationOptions({ ...asking, rpName: 'Acme', userHandle: 'handle', accountName: 'alice@acme.example' }), {
    rp: { id: 'acme.example', name: 'Acme' },
    user: { id: 'handle', name: 'alice@acme.example', displayName: 'alice@acme.example' },
    challenge: 'challenge',
    pubKeyCredParams: [{ type: 'public-key', alg: -8 }, { type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
    timeout: 300_000,
    excludeCredentials: descriptors,
    authenticatorSelection: { residentKey: 'discouraged', requireResidentKey: false, userVerification: 'preferred' },
    attestation: 'none'
  })
})

t.test('an assertion is asked of the passkeys of this user alone', async t => {
  t.strictSame(requestOptions(asking), { challenge: 'challenge', timeout: 300_000, rpId: 'acme.example', allowCredentials: descriptors, userVerification: 'preferred' })
  t.strictSame(requestOptions({ ...asking, passkeys: [] }).allowCredentials, [])
})

t.test('verification of the user is asked for as the options say', async t => {
  for (const userVerification of ['discouraged', 'preferred', 'required'] as const) {
    t.equal(requestOptions({ ...asking, userVerification }).userVerification, userVerification)
    t.equal(creationOptions({ ...asking, userVerification, rpName: 'Acme', userHandle: 'handle', accountName: 'alice' }).authenticatorSelection.userVerification, userVerification)
  }
})

t.test('a browser is told which passkeys work, none too, for a user who ever had one', async t => {
  const record = recordOf({ authenticators: [authenticatorOf('app'), phone, key], userHandle: 'handle' })
  t.strictSame(acceptedCredentials(record, 'acme.example'), { rpId: 'acme.example', userId: 'handle', allAcceptedCredentialIds: [phone.credentialId, key.credentialId] })
  t.strictSame(acceptedCredentials({ ...record, authenticators: [] }, 'acme.example'), { rpId: 'acme.example', userId: 'handle', allAcceptedCredentialIds: [] })
  t.equal(acceptedCredentials(recordOf(), 'acme.example'), undefined)
})

t.test('no change of the options reaches the record', async t => {
  requestOptions(asking).allowCredentials[0]!.transports!.push('usb')
  t.strictSame(phone.transports, ['internal', 'hybrid'])
})
