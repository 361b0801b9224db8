import type { AssertionForgery } from '../support/authenticator.js'
import { answerChallenge, passkeyOptions, register, takingPasskeys } from './passkeys.js'
import { refusesAssertion } from './refused-assertions.js'
import { attack } from './support.js'

/** What an assertion that another site, another page or nobody made says of itself. */
const elsewhere: Record<string, AssertionForgery> = {
  'of another site': { origin: 'https://evil.example' },
  'of the site over http': { origin: 'http://acme.example' },
  'of another port': { origin: 'https://acme.example:8443' },
  'of a subdomain that is not listed': { origin: 'https://login.acme.example' },
  'of a look-alike': { origin: 'https://acme.examp1e' },
  'of a name with a dot after it': { origin: 'https://acme.example.' },
  'of the name in upper case': { origin: 'https://ACME.example' },
  'of a page without origin': { origin: 'null' },
  'of a path': { origin: 'https://acme.example/' },
  'in a frame of another site': { crossOrigin: true },
  'in a frame of a site that is named': { crossOrigin: true, topOrigin: 'https://evil.example' },
  'in a frame of its own site that is named': { topOrigin: 'https://acme.example' },
  'in a frame, by a text': { crossOrigin: 'false' },
  'for another RP ID': { rpId: 'evil.example' },
  'for a parent of the RP ID': { rpId: 'example' },
  'that is a registration': { type: 'webauthn.create' },
  'that is a payment': { type: 'payment.get' },
  'that nobody touched': { flags: { up: false } }
}

attack('takes no assertion that was made elsewhere, in a frame, for something else or by nobody', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  for (const [what, forgery] of Object.entries(elsewhere)) await refusesAssertion(t, world, client, authenticator.get(options, forgery), what)
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200, 'made here')
})

attack('takes no assertion without a PIN or a fingerprint where these are required', takingPasskeys({ userVerification: 'required' }), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  t.equal(options.userVerification, 'required')
  await refusesAssertion(t, world, client, authenticator.get(options, { flags: { uv: false } }), 'without one')
  await refusesAssertion(t, world, client, authenticator.get({ ...options, userVerification: 'discouraged' }), 'where the page asked for none')
  t.equal((await answerChallenge(client, authenticator.get(options))).status, 200)
})

attack('takes no client data that is anything but one plain object', takingPasskeys(), async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const client = await world.login('alice')
  const options = await passkeyOptions(client)
  const { challenge } = options
  const plain = JSON.stringify({ type: 'webauthn.get', challenge, origin: 'https://acme.example', crossOrigin: false })
  const forms: Record<string, string | Uint8Array> = {
    'a byte order mark before it': `\ufeff${plain}`,
    'another origin after it': plain.replace(/\}$/, ',"origin":"https://evil.example"}'),
    'another origin before it': plain.replace(/^\{/, '{"origin":"https://evil.example",'),
    'the challenge twice': plain.replace(/\}$/, `,"challenge":"${challenge}"}`),
    'a key twice, once escaped': plain.replace(/\}$/, ',"ty\\u0070e":"webauthn.get"}'),
    'a prototype': plain.replace(/\}$/, ',"__proto__":{"crossOrigin":true}}'),
    'no JSON': 'type=webauthn.get',
    null: 'null',
    'a text': JSON.stringify(plain),
    'an array': `[${plain}]`,
    'nothing but a brace': '{',
    'more after it': `${plain}{}`,
    'bytes that are no UTF-8': Buffer.concat([Buffer.from(plain.slice(0, -1)), Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]),
    'UTF-16': Buffer.from(plain, 'utf16le'),
    'a challenge that is a list': plain.replace(`"${challenge}"`, `["${challenge}"]`),
    'an origin that is a list': plain.replace('"https://acme.example"', '["https://acme.example"]')
  }
  for (const [what, clientDataJSON] of Object.entries(forms)) await refusesAssertion(t, world, client, authenticator.get(options, { clientDataJSON }), what)
  t.equal((await answerChallenge(client, authenticator.get(options, { clientDataJSON: plain.padEnd(100_000) }))).status, 413, '100 KB')
  const withMore = plain.replace(/\}$/, `,"x":${'['.repeat(1000)}${']'.repeat(1000)}}`)
  t.equal((await answerChallenge(client, authenticator.get(options, { clientDataJSON: withMore }))).status, 200, 'with something in it that only a browser to come would write')
})
