import type { RegistrationJson } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
import { unescapeHtml } from '../support/page.js'
import { addPasskey, confirmPasskey, madePasskey, securityKey, signInByPasskey, SITE, startPasskey, takingPasskeys } from './passkeys.js'
import { attack, isFull, jsonText, outcome, storedSessionId, type World } from './support.js'

const taking = takingPasskeys()
const MALFORMED = 'FST_ERR_VALIDATION'
const CONFIRM = '/two-factor/passkeys/confirm'

interface Making { carol: Client, options: any, made: RegistrationJson }

/** Somebody who started a registration, and what their browser made. */
async function making (world: World): Promise<Making> {
  const carol = await world.login('carol')
  const options = await startPasskey(carol)
  world.repository.countSaves()
  return { carol, options, made: securityKey().create(options) }
}

/** The answer with other properties at the top, and in its response. */
function changed ({ made }: Making, parts: object, response: object = {}): object {
  return { ...made, ...parts, response: { ...made.response, ...response } }
}

attack('reads of a body what it knows, and keeps nothing else in record, session or log', taking, async (t, world) => {
  const { carol, made, ...rest } = await making(world)
  const beside = {
    userId: 'bob',
    userHandle: 'Ym9i',
    user: { id: 'Ym9i' },
    credentialId: 'evil',
    signCount: 4_000_000_000,
    counter: 7,
    publicKey: 'AAAA',
    verified: true,
    challenge: 'x',
    origin: 'https://evil.example',
    rpId: 'evil.example',
    stamp: 'x',
    status: 'complete',
    method: 'trusted-client',
    backupEligible: true,
    backedUp: true,
    syncable: true,
    userVerification: 'required',
    authenticators: [],
    recoveryCodes: ['evil'],
    enabled: false,
    trustClient: true,
    code: '123456',
    password: 'evil',
    secret: 'evil',
    createdAt: 0
  }
  const credential = changed({ carol, made, ...rest }, beside, { ...beside, publicKeyAlgorithm: -65_535, authenticatorData: 'AAAA' })
  t.equal((await carol.post(CONFIRM, { ...beside, id: 'x', credential })).status, 200)

  const record = world.repository.stored('carol')
  const [passkey, ...others] = record.authenticators
  t.strictSame(others, [])
  t.match(passkey, { type: 'passkey', credentialId: made.id, signCount: 1, backupEligible: false, backedUp: false, transports: ['usb'], createdAt: world.clock.now })
  t.strictSame(Object.keys(passkey!).sort(), ['backedUp', 'backupEligible', 'createdAt', 'credentialId', 'id', 'lastUsedAt', 'name', 'publicKey', 'signCount', 'transports', 'type'])
  const session = JSON.parse(world.store.sessions.get(storedSessionId(carol))!)
  t.match(session.twoFactor, { userId: 'carol', status: 'complete', method: 'passkey' })
  t.notMatch(JSON.stringify([record, session, world.events]), /evil|"bob"|"AAAA"|Ym9i|4000000000|65535/)
  t.notOk(world.repository.rows.has('bob'))
  t.notMatch(JSON.stringify([...world.store.sessions.values()]), new RegExp(made.response.attestationObject.slice(0, 40)))
})

const ALL = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']

attack('keeps transports that it knows, and refuses more than 16, or other things', taking, async (t, world) => {
  const taken: [given: unknown[], kept: string[]][] = [
    [[], []],
    [['usb', 'usb', 'usb'], ['usb']],
    [['carrier-pigeon', 'USB', ' usb', 'usb\u0000', '', '__proto__', 'constructor', '<script>', 'cable'], []],
    [[...ALL].reverse(), ALL],
    [['internal', ...Array.from({ length: 14 }, (_, index) => `x${index}`.repeat(100)), 'nfc'], ['nfc', 'internal']]
  ]
  for (const [given, kept] of taken) {
    const carol = await world.login('carol')
    t.equal((await confirmPasskey(carol, await madePasskey(carol, securityKey(), { transports: given }))).status, 200, JSON.stringify(given).slice(0, 80))
    t.strictSame(world.repository.stored('carol').authenticators[0]!.transports, kept)
    await world.i1.twoFactor.reset('carol')
  }
  const { carol, options } = await making(world)
  const refused: unknown[] = [
    Array.from({ length: 17 }, () => 'usb'), Array.from({ length: 1000 }, () => 'usb'), [{}], [{ toString: 'usb' }], [['usb']], ['usb', null], [7], 'usb', { 0: 'usb', length: 1 }, 7, true
  ]
  for (const transports of refused) t.equal(outcome(await confirmPasskey(carol, securityKey().create(options, { transports }))), MALFORMED, JSON.stringify(transports).slice(0, 80))
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(carol, securityKey().create(options))).status, 200)
})

const MARKUP = '"><svg/onload=alert(1)><b>'

attack('shows a name as text, and takes none that is no name', taking, async (t, world) => {
  const { carol, made } = await making(world)
  for (const name of [' ', '\n', 'a\nb', 'a\u0000b', 'a\u202eb', '\u2066a', '\u200f\u200b', 'a\ud800', 'x'.repeat(65), 'é'.repeat(300), 5, ['x'], { x: 1 }, true]) {
    t.equal(outcome(await confirmPasskey(carol, made, { name })), MALFORMED, JSON.stringify(name).slice(0, 80))
  }
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(carol, made, { name: MARKUP })).status, 200)
  for (const url of ['/two-factor', '/two-factor/step-up', '/two-factor/challenge']) t.notMatch((await carol.page(url)).body, /<svg\/onload|<b>/i, url)
  const { body: registration } = await carol.submit('/two-factor/passkeys')
  t.match(registration, 'data-options')
  t.notMatch(registration, /<svg\/onload|<b>/i, 'the page of the next one')
  t.match(unescapeHtml((await carol.page('/two-factor')).body), MARKUP)
  t.equal((await carol.get('/two-factor')).body.authenticators[0].name, MARKUP)
})

const AGENT = 'Mozilla/5.0 (<svg/onload=alert(1)>; Linux) Gecko/20100101 Firefox/"><b>140.0\u00a0'

attack('names a passkey by a browser that says what it likes, as text', { ...taking, users: { mallory: { accountName: `${MARKUP}@x`, issuerName: `${MARKUP}</title>` } } }, async (t, world) => {
  for (const agent of [AGENT, 'x'.repeat(8000), '{{name}}', '\u0001']) {
    const mallory = await world.login('mallory', { headers: { 'user-agent': agent } })
    const page = await mallory.submit('/two-factor/passkeys')
    t.notMatch(page.body, /<svg\/onload|<b>/i, 'the page')
    t.match(page.headers['content-security-policy'], /script-src/)
    t.equal((await addPasskey(mallory, securityKey())).status, 200)
    const { name } = world.repository.stored('mallory').authenticators[0]!
    t.ok(name.length <= 64 && !/[<>"]/.test(name), name)
    t.notMatch((await mallory.page('/two-factor')).body, /<svg\/onload|<b>/i)
    await world.i1.twoFactor.reset('mallory')
  }
  const mallory = await world.login('mallory')
  const options = await startPasskey(mallory)
  t.strictSame([options.rp.name, options.user.name], [`${MARKUP}</title>`, `${MARKUP}@x`], 'what the browser is told stands there as it is')
})

attack('takes nothing but an answer of a browser for a credential, as JSON, and writes nothing', taking, async (t, world) => {
  const given = await making(world)
  const { carol, made, options } = given
  const { id } = made
  const other = Buffer.alloc(32, 9).toString('base64url')
  const credentials: Record<string, unknown> = {
    nothing: undefined,
    null: null,
    'a text': 'x',
    'its JSON text': JSON.stringify(made),
    'a number': 7,
    true: true,
    'an array': [],
    'an array of it': [made],
    'an object': {},
    'without an id': changed(given, { id: undefined }),
    'an id of null': changed(given, { id: null }),
    'an empty id': changed(given, { id: '', rawId: '' }),
    'an id that is a number': changed(given, { id: 7, rawId: 7 }),
    'ids in arrays': changed(given, { id: [id], rawId: [id] }),
    'two ids': changed(given, { rawId: other }),
    'an id in base64': changed(given, { id: `${id}=`, rawId: `${id}=` }),
    'an id with a plus': changed(given, { id: `+/${id.slice(2)}`, rawId: `+/${id.slice(2)}` }),
    'an id and a line end': changed(given, { id: `${id}\n`, rawId: `${id}\n` }),
    'an id of 1365 characters': changed(given, { id: 'A'.repeat(1365), rawId: 'A'.repeat(1365) }),
    'another type': changed(given, { type: 'password' }),
    'no type': changed(given, { type: undefined }),
    'a type in capitals': changed(given, { type: 'PUBLIC-KEY' }),
    'no response': { ...made, response: undefined },
    'a response of null': { ...made, response: null },
    'a response in an array': { ...made, response: [made.response] },
    'a response in words': { ...made, response: 'x' },
    'no client data': changed(given, {}, { clientDataJSON: undefined }),
    'empty client data': changed(given, {}, { clientDataJSON: '' }),
    'client data as an object': changed(given, {}, { clientDataJSON: JSON.parse(Buffer.from(made.response.clientDataJSON, 'base64url').toString()) }),
    'client data as JSON': changed(given, {}, { clientDataJSON: Buffer.from(made.response.clientDataJSON, 'base64url').toString() }),
    'bytes as Node writes them': changed(given, {}, { attestationObject: Buffer.from(made.response.attestationObject, 'base64url') }),
    'bytes as numbers': changed(given, {}, { attestationObject: [1, 2, 3] }),
    'an attestation of null': changed(given, {}, { attestationObject: null }),
    'an attestation in base64': changed(given, {}, { attestationObject: `${made.response.attestationObject}=` }),
    'an attestation with spaces': changed(given, {}, { attestationObject: ` ${made.response.attestationObject}` }),
    'an assertion': { ...made, response: { clientDataJSON: made.response.clientDataJSON, authenticatorData: 'AAAA', signature: 'AAAA' } }
  }
  const taken: string[] = []
  for (const [what, credential] of Object.entries(credentials)) {
    const answer = await confirmPasskey(carol, credential)
    if (outcome(answer) !== MALFORMED) taken.push(`${what}: ${outcome(answer)}`)
  }
  for (const body of ['null', '7', '"x"', '[]', '[{}]', '', '{}', `${'{"credential":'.repeat(1000)}1${'}'.repeat(1000)}`]) {
    const answer = await carol.send({ method: 'POST', url: CONFIRM, ...jsonText(body) })
    if (outcome(answer) !== MALFORMED) taken.push(`${body.slice(0, 40)}: ${outcome(answer)}`)
  }
  for (const [key, value] of [['replace', 'true'], ['replace', 1], ['replace', {}]] as const) {
    const answer = await confirmPasskey(carol, made, { [key]: value })
    if (outcome(answer) !== MALFORMED) taken.push(`${key} ${JSON.stringify(value)}: ${outcome(answer)}`)
  }
  const texts = { 'a prototype': `{"credential":{"__proto__":${JSON.stringify(made)}}}`, 'a prototype of the body': `{"__proto__":{"credential":${JSON.stringify(made)}}}`, 'a constructor': `{"constructor":{"prototype":{"credential":${JSON.stringify(made)}}}}` }
  for (const [what, text] of Object.entries(texts)) {
    const { status } = await carol.send({ method: 'POST', url: CONFIRM, ...jsonText(text) })
    if (status !== 400) taken.push(`${what}: ${status}`)
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  t.equal((await confirmPasskey(carol, securityKey().create(options))).status, 200)
})

attack('takes of a form one credential, as JSON text of at most 12 KB', taking, async (t, world) => {
  const { carol, made } = await making(world)
  const text = JSON.stringify(made)
  const form = async (payload: string, headers: Record<string, string> = {}): Promise<{ status: number, body: any }> => await carol.send({
    method: 'POST', url: CONFIRM, payload, headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers }
  })
  const fields = (credential: string): string => new URLSearchParams({ credential }).toString()
  const bodies: Record<string, [body: string, status: number]> = {
    nothing: ['', 400],
    'an empty one': [fields(''), 400],
    'no JSON': [fields('{'), 400],
    'a JSON text in JSON': [fields(JSON.stringify(text)), 400],
    null: [fields('null'), 400],
    'a number': [fields('7'), 400],
    'an array of it': [fields(`[${text}]`), 400],
    'a prototype': [fields(`{"__proto__":${text}}`), 400],
    'two of them': [`${fields(text)}&${fields(text)}`, 400],
    'the fields of one': [Object.entries(made).map(([key, value]) => `credential[${key}]=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`).join('&'), 400],
    'one that is longer': [fields(text.padEnd(12_289)), 400],
    'a body that is longer': [fields(text.padEnd(16_385)), 413],
    'arrays 6,000 deep': [fields('['.repeat(6000) + ']'.repeat(6000)), 413],
    'arrays 2,000 deep': [fields('['.repeat(2000) + ']'.repeat(2000)), 400],
    'not to be decoded': ['credential=%', 400],
    'no UTF-8': ['credential=%ff%fe', 400]
  }
  const taken: string[] = []
  for (const [what, [body, status]] of Object.entries(bodies)) {
    const answer = await form(body)
    if (answer.status !== status) taken.push(`${what}: ${answer.status}`)
  }
  t.strictSame(taken, [])
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/cbor', 'application/octet-stream', 'application/json; charset=utf-16']) {
    t.ok([400, 415].includes((await carol.send({ method: 'POST', url: CONFIRM, payload: text, headers: { 'content-type': type } })).status), type)
  }
  t.equal(world.repository.countSaves(), 0)
  t.equal((await form(fields(text.padEnd(12_288)))).status, 200, 'with spaces up to the limit')
  await isFull(t, carol, 'carol')
})

attack('reads 16 KiB where a credential comes, and 4 KiB where none does', taking, async (t, world) => {
  const { carol, made } = await making(world)
  const padded = (bytes: number): string => JSON.stringify({ credential: made }).padEnd(bytes)
  t.equal((await carol.send({ method: 'POST', url: CONFIRM, ...jsonText(padded(16_385)) })).status, 413)
  t.equal((await carol.send({ method: 'POST', url: '/two-factor/passkeys', ...jsonText('{}'.padEnd(4097)) })).status, 413)
  t.equal((await carol.send({ method: 'POST', url: CONFIRM, ...jsonText(padded(1_000_000)) })).status, 413)
  t.equal(world.repository.countSaves(), 0)
  t.equal((await carol.send({ method: 'POST', url: CONFIRM, ...jsonText(padded(16_384)) })).status, 200)
})

attack('takes no malformed answer where an override dropped or ignores the schema, nor by a handler of the application', {
  ...taking,
  routes: { confirmPasskey: ({ schema, ...route }) => route, startPasskey: route => ({ ...route, attachValidation: true }) },
  extend: app => {
    app.post('/own/start', async request => await request.twoFactor.startPasskey(request.body as object))
    app.post('/own/confirm', async request => {
      const { credential, name, replace } = request.body as { credential: object, name?: string, replace?: boolean }
      return await request.twoFactor.confirmPasskey(credential, { name, replace })
    })
  }
}, async (t, world) => {
  const given = await making(world)
  const { carol, made } = given
  const bodies: unknown[] = [
    {}, { credential: null }, { credential: 'x' }, { credential: JSON.stringify(made) }, { credential: [made] }, { credential: {} }, { credential: changed(given, { rawId: 'other' }) }, { credential: changed(given, { id: [made.id] }) },
    { credential: changed(given, {}, { transports: {} }) }, { credential: changed(given, {}, { transports: [{}] }) }, { credential: changed(given, {}, { attestationObject: 7 }) }, { credential: { ...made, response: null } },
    { credential: changed(given, { type: 'x' }) }, { credential: changed(given, {}, { clientDataJSON: 'x'.repeat(12_289) }) }, { credential: made, name: 'a\u0000b' }, { credential: made, name: 7 }, { credential: made, replace: 'true' }, { credential: made, replace: 1 }
  ]
  for (const url of [CONFIRM, '/own/confirm']) {
    for (const body of bodies) t.equal(outcome(await carol.post(url, body)), MALFORMED, `${url} ${JSON.stringify(body).slice(0, 100)}`)
    t.equal(outcome(await world.client().post(url, { credential: made })), 'TWO_FACTOR_SIGN_IN_REQUIRED', `${url}: nobody`)
    t.equal(outcome(await carol.post(url, { credential: made }, { origin: 'https://evil.example' })), 'TWO_FACTOR_CROSS_ORIGIN', `${url}: another site`)
  }
  for (const url of ['/two-factor/passkeys', '/own/start']) {
    t.equal(outcome(await carol.post(url, { password: 7 })), MALFORMED, url)
    t.equal(outcome(await carol.post(url, {}, { 'sec-fetch-site': 'cross-site' })), 'TWO_FACTOR_CROSS_ORIGIN', `${url}: another site`)
  }
  t.equal(world.repository.countSaves(), 0)
  t.equal((await carol.post('/own/confirm', { credential: made }, { origin: SITE })).status, 200)
  await isFull(t, carol, 'carol')
})

attack('has no routes of passkeys where the option is not given, and takes none by its methods', {
  extend: app => { app.post('/own/start', async request => await request.twoFactor.startPasskey()) }
}, async (t, world) => {
  const carol = await world.login('carol')
  world.repository.countSaves()
  for (const url of ['/two-factor/passkeys', CONFIRM]) t.equal((await carol.post(url, {})).status, 404, url)
  t.equal(outcome(await carol.post('/own/start')), 'TWO_FACTOR_METHOD_NOT_ALLOWED')
  t.equal(world.repository.countSaves(), 0)
})

attack('registers by one instance what another started, and signs in by either', taking, async (t, world) => {
  const carol = await world.login('carol')
  const authenticator = securityKey()
  const made = await madePasskey(carol, authenticator)
  const onI2 = world.copy(carol, world.i2)
  t.equal((await confirmPasskey(onI2, made)).status, 200)
  for (const app of [world.i1, world.i2]) await isFull(t, await signInByPasskey(world, 'carol', authenticator, { app }), 'carol')
})
