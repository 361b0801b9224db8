import { Ajv } from 'ajv'
import t from 'tap'
import {
  assertionCredential, CREDENTIAL_MAX_LENGTH, registrationCredential, requireAssertionAnswer, requireRegistrationAnswer
} from '../../../lib/methods/passkey/answer.js'
import { SoftAuthenticator } from '../../support/authenticator.js'
import { creation, request } from './fixtures.js'

const malformed = { code: 'FST_ERR_VALIDATION', statusCode: 400, field: 'credential', message: /^The credential must be / }

const authenticator = new SoftAuthenticator({ synced: true })
const registration = authenticator.create(creation)
const assertion = authenticator.get({ ...request, allowCredentials: [{ id: registration.id }] })

const ajv = new Ajv()
const kinds = [
  { name: 'a registration', json: registration, read: requireRegistrationAnswer as (given: unknown) => object, fits: ajv.compile(registrationCredential), texts: ['clientDataJSON', 'attestationObject'] },
  { name: 'an assertion', json: assertion, read: requireAssertionAnswer as (given: unknown) => object, fits: ajv.compile(assertionCredential), texts: ['clientDataJSON', 'authenticatorData', 'signature'] }
]

t.test('reads what a browser answers, and drops what it does not need', async t => {
  const { id } = registration
  const { clientDataJSON, attestationObject } = registration.response
  const more = { publicKey: 'x', publicKeyAlgorithm: -7, authenticatorData: 'x' }
  const given = { ...registration, userId: 'bob', signCount: 7, verified: true, response: { ...registration.response, ...more } }
  t.strictSame(requireRegistrationAnswer(given), { id, rawId: id, type: 'public-key', response: { clientDataJSON, attestationObject, transports: ['hybrid', 'internal'] } })
  const asserted = { ...assertion, publicKey: 'x', userHandle: 'x', response: { ...assertion.response, signCount: 7 } }
  t.strictSame(requireAssertionAnswer(asserted), { id, rawId: id, type: 'public-key', response: assertion.response })
})

t.test('reads an answer without a user handle, and one that says so', async t => {
  const { userHandle, ...response } = assertion.response
  for (const none of [{}, { userHandle: undefined }, { userHandle: null }]) {
    t.strictSame(requireAssertionAnswer({ ...assertion, response: { ...response, ...none } }).response, response)
  }
})

t.test('keeps an empty user handle: it is another one than the user\'s', async t => {
  t.strictSame(requireAssertionAnswer({ ...assertion, response: { ...assertion.response, userHandle: '' } }).response.userHandle, '')
})

t.test('refuses a user handle that is no base64url', async t => {
  for (const userHandle of [7, true, [], {}, 'a=', 'a b', 'x'.repeat(CREDENTIAL_MAX_LENGTH + 1)]) {
    t.throws(() => requireAssertionAnswer({ ...assertion, response: { ...assertion.response, userHandle } }), malformed, String(userHandle).slice(0, 10))
  }
})

t.test('keeps the transports that it knows, each once, and drops the others', async t => {
  const read = (transports: unknown): readonly string[] => requireRegistrationAnswer({ ...registration, response: { ...registration.response, transports } }).response.transports
  t.strictSame(read(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']), ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'])
  t.strictSame(read(['internal', 'cable', 'usb', 'internal', '', 'USB', '__proto__', 'x'.repeat(10_000)]), ['usb', 'internal'])
  t.strictSame(read(Array.from({ length: 16 }, () => 'usb')), ['usb'])
  for (const none of [undefined, null, []]) t.strictSame(read(none), [])
})

t.test('refuses transports that are more than 16, or no list of texts', async t => {
  for (const transports of [Array.from({ length: 17 }, () => 'usb'), Array.from({ length: 1002 }, () => ({})), ['usb', 7], [null], [['usb']], [{ toString: () => 'usb' }], 'usb', 7, true, { 0: 'usb', length: 1 }]) {
    t.throws(() => requireRegistrationAnswer({ ...registration, response: { ...registration.response, transports } }), malformed)
  }
})

for (const { name, json, read, fits, texts } of kinds) {
  t.test(`refuses with a 400 what is not ${name}`, async t => {
    for (const given of [undefined, null, true, 7, 'x', JSON.stringify(json), [], [json], () => json, {}]) t.throws(() => read(given), malformed, String(given))
    for (const response of [undefined, null, true, 7, 'x', JSON.stringify(json.response), [], [json.response]]) t.throws(() => read({ ...json, response }), malformed, String(response))
    for (const type of [undefined, null, 7, '', 'public-key ', 'PUBLIC-KEY', ['public-key']]) t.throws(() => read({ ...json, type }), malformed, String(type))
  })

  t.test(`refuses with a 400 ${name} whose id is none, or another than its rawId`, async t => {
    for (const id of [undefined, null, 7, '', 'a=', 'a+b', 'a/b', 'a b', 'a\n', 'é', 'a'.repeat(1365), ['a'], { length: 1 }]) {
      t.throws(() => read({ ...json, id, rawId: id }), malformed, String(id))
      t.throws(() => read({ ...json, rawId: id }), malformed, String(id))
      t.throws(() => read({ ...json, id }), malformed, String(id))
    }
    t.throws(() => read({ ...json, rawId: `${json.rawId}A` }), malformed)
    for (const id of ['a', 'a'.repeat(1364)]) t.match(read({ ...json, id, rawId: id }), { id, rawId: id })
  })

  t.test(`refuses with a 400 ${name} whose texts are no base64url of at most 12 KB`, async t => {
    for (const key of texts) {
      for (const text of [undefined, null, 7, true, '', 'a=', 'a+b', 'a/b', ' a', 'a\n', 'a'.repeat(CREDENTIAL_MAX_LENGTH + 1), ['a'], {}, Buffer.from('a')]) {
        t.throws(() => read({ ...json, response: { ...json.response, [key]: text } }), malformed, `${key} ${String(text).slice(0, 10)}`)
      }
      t.match(read({ ...json, response: { ...json.response, [key]: 'a'.repeat(CREDENTIAL_MAX_LENGTH) } }), { response: { [key]: /^a+$/ } })
    }
  })

  t.test(`describes ${name} as it reads it`, async t => {
    t.ok(fits(json))
    const changed = [
      { id: '', rawId: '' }, { id: 'a='.repeat(2) }, { rawId: 'a'.repeat(1365) }, { type: 'other' }, { response: null }, { id: undefined },
      ...texts.flatMap(key => ['', 'a=', 'a'.repeat(CREDENTIAL_MAX_LENGTH + 1), undefined].map(text => ({ response: { ...json.response, [key]: text } })))
    ]
    for (const change of changed) t.notOk(fits(JSON.parse(JSON.stringify({ ...json, ...change }))), JSON.stringify(change).slice(0, 80))
  })
}

t.test('says what the credential must be', async t => {
  const said = (given: unknown): string => {
    try {
      return String(requireAssertionAnswer(given))
    } catch (error) {
      return (error as Error).message
    }
  }
  t.strictSame([7, { ...assertion, id: '' }, { ...assertion, rawId: 'x' }, { ...assertion, type: 'x' }, { ...assertion, response: 7 }].map(said), [
    'The credential must be an object.',
    'The credential must be an object whose id is base64url of 1 to 1364 characters.',
    'The credential must be an object whose rawId is its id.',
    'The credential must be an object of type public-key.',
    'The credential must be an object with a response.'
  ])
})

t.test('describes what may be there and need not', async t => {
  const { transports, ...made } = registration.response
  t.ok(kinds[0]!.fits({ ...registration, response: made }))
  for (const wrong of [Array.from({ length: 17 }, () => 'usb'), [7], 'usb']) t.notOk(kinds[0]!.fits({ ...registration, response: { ...made, transports: wrong } }))
  for (const userHandle of ['', null, 'abc']) t.ok(kinds[1]!.fits({ ...assertion, response: { ...assertion.response, userHandle } }))
  t.notOk(kinds[1]!.fits({ ...assertion, response: { ...assertion.response, userHandle: 'a=' } }))
})
