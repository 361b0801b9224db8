import { createHash, randomBytes } from 'node:crypto'
import type { AssertionForgery, AssertionJson } from '../support/authenticator.js'
import type { Client } from '../support/client.js'
import { answerChallenge, assertion, enrollBoth, passkeyOptions, securityKey, signInByPasskey, type SoftAuthenticator, syncedPasskey, takingPasskeys } from './passkeys.js'
import { atOnce, attack, isFull, isRefused, jsonText, outcome, tally, type World } from './support.js'

interface Doors { authenticator: SoftAuthenticator, secret: string, doors: [client: Client, url: string][] }

/** Alice, who is signed in and pending, with everything that takes a proof. */
async function everyDoor (world: World): Promise<Doors> {
  const { client: alice, secret, authenticator } = await enrollBoth(world, 'alice', syncedPasskey())
  const { id } = world.repository.stored('alice').authenticators[0]!
  const urls = ['/two-factor/step-up', '/two-factor/recovery-codes', '/two-factor/disable', `/two-factor/authenticators/${id}/remove`]
  return { authenticator, secret, doors: [[await world.login('alice'), '/two-factor/challenge'], ...urls.map((url): [Client, string] => [alice, url])] }
}

/** What is no answer of a browser, made from one that is. */
function malformed (right: AssertionJson): Record<string, unknown> {
  const { response, ...head } = right
  const { signature, ...unsigned } = response
  return {
    'a number': 5,
    true: true,
    'an empty text': '',
    'a list of one': [right],
    'an empty list': [],
    'an object of nothing': {},
    'JSON text': JSON.stringify(right),
    'JSON text of JSON text': JSON.stringify(JSON.stringify(right)),
    'an object around it': { credential: right },
    'without a response': head,
    'a response that is null': { ...head, response: null },
    'a response that is a list': { ...head, response: [response] },
    'a response that is JSON text': { ...head, response: JSON.stringify(response) },
    'without a signature': { ...head, response: unsigned },
    'a signature of null': { ...right, response: { ...response, signature: null } },
    'a signature that is a number': { ...right, response: { ...response, signature: 5 } },
    'a signature that is a list of bytes': { ...right, response: { ...response, signature: [...Buffer.from(signature, 'base64url')] } },
    'a signature that is a list of one': { ...right, response: { ...response, signature: [signature] } },
    'a signature in base64': { ...right, response: { ...response, signature: `${signature}+/==` } },
    'client data that are an object': { ...right, response: { ...response, clientDataJSON: { type: 'webauthn.get' } } },
    'client data that are plain JSON': { ...right, response: { ...response, clientDataJSON: '{"type":"webauthn.get"}' } },
    'authenticator data with a NUL': { ...right, response: { ...response, authenticatorData: 'AA\0' } },
    'a user handle that is a number': { ...right, response: { ...response, userHandle: 5 } },
    'a user handle that is an object': { ...right, response: { ...response, userHandle: { length: 32 } } },
    'without an id': { ...right, id: undefined },
    'an empty id': { ...right, id: '', rawId: '' },
    'an id that is a list': { ...right, id: [right.id], rawId: [right.id] },
    'an id of 1,024 bytes': { ...right, ...idOf(1024) },
    'without a type': { ...right, type: undefined },
    'another type': { ...right, type: 'password' },
    'a type that is a list': { ...right, type: ['public-key'] }
  }
}

function idOf (bytes: number): { id: string, rawId: string } {
  const id = randomBytes(bytes).toString('base64url')
  return { id, rawId: id }
}

attack('takes nothing but one answer of a browser for a passkey, on every route, and writes nothing', takingPasskeys(), async (t, world) => {
  const { doors, authenticator } = await everyDoor(world)
  world.repository.countSaves()
  const taken: string[] = []
  for (const [client, url] of doors) {
    const right = authenticator.get(await passkeyOptions(client))
    for (const [what, credential] of Object.entries(malformed(right))) {
      const answer = await client.post(url, { credential })
      if (outcome(answer) !== 'FST_ERR_VALIDATION' || answer.status !== 400) taken.push(`${url}: ${what}: ${answer.status}`)
    }
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  const [pending] = doors[0]!
  const { status } = await answerChallenge(pending, { ...await assertion(pending, authenticator), verified: true, userVerified: true, signCount: 9, publicKey: 'AAAA', userId: 'bob' })
  t.equal(status, 200, 'what else stands in an answer is dropped')
  t.notMatch(JSON.stringify(world.repository.stored('alice')), /"verified"|"AAAA"|"bob"/)
})

attack('takes exactly one of a code and a passkey, on every route, and spends neither where both are given', takingPasskeys(), async (t, world) => {
  const { doors, authenticator, secret } = await everyDoor(world)
  world.repository.countSaves()
  const taken: string[] = []
  for (const [client, url] of doors) {
    const credential = authenticator.get(await passkeyOptions(client))
    const code = world.code(secret)
    const bodies: Record<string, object | undefined> = {
      both: { code, credential },
      'a wrong code and a passkey': { code: world.wrong(secret), credential },
      'an empty code and a passkey': { code: '', credential },
      neither: {},
      'no body': undefined,
      'two of null': { code: null, credential: null },
      'no code and JSON text': { code: null, credential: JSON.stringify(credential) },
      'a passkey for a code': { code: credential },
      'JSON text for a code': { code: JSON.stringify(credential) },
      'a code for a passkey': { credential: code }
    }
    for (const [what, body] of Object.entries(bodies)) {
      const answer = await client.post(url, body)
      if (outcome(answer) !== 'FST_ERR_VALIDATION' || answer.status !== 400) taken.push(`${url}: ${what}: ${outcome(answer)}`)
    }
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  const [pending] = doors[0]!
  t.equal((await pending.post('/two-factor/challenge', { code: null, credential: await assertion(pending, authenticator) })).status, 200, 'a code of null is none')
  await isFull(t, await world.signIn('alice', secret), 'alice', 'the code is unspent')
})

attack('takes no passkey out of a form but as the one JSON text of an object', takingPasskeys(), async (t, world) => {
  const { doors: [[client]], authenticator, secret } = await everyDoor(world) as Doors & { doors: [[Client, string]] }
  const right = authenticator.get(await passkeyOptions(client))
  const text = JSON.stringify(right)
  const field = (value: string): string => `credential=${encodeURIComponent(value)}`
  const forms: Record<string, string> = {
    'an object made a text': field('[object Object]'),
    'an object of fields': Object.entries({ id: right.id, rawId: right.id, type: right.type }).map(([name, value]) => `credential[${name}]=${value}`).join('&'),
    nothing: field(''),
    'nothing, and no code': `code=&${field('')}`,
    'a number': field('5'),
    null: field('null'),
    'a list': field(`[${text}]`),
    'JSON text of JSON text': field(JSON.stringify(text)),
    'half of it': field(text.slice(0, -20)),
    'more after it': field(`${text}{}`),
    'it twice': `${field(text)}&${field(text)}`,
    'it and a code': `${field(text)}&code=${world.code(secret)}`,
    'a prototype in place of it': field('{"__proto__":{"id":"AAAA"}}'),
    'nested 1,000 deep': field(`${'['.repeat(1000)}${']'.repeat(1000)}`),
    '13,000 characters': field(text.padEnd(13_000)).replaceAll('%20', '+')
  }
  world.repository.countSaves()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  for (const accept of ['application/json', 'text/html']) {
    for (const [what, payload] of Object.entries(forms)) {
      const { status } = await client.send({ method: 'POST', url: '/two-factor/challenge', payload, headers: { ...headers, accept } })
      t.equal(status, 400, `${what}, ${accept}`)
    }
  }
  t.equal(world.repository.countSaves(), 0)
  await isRefused(t, client)
  t.equal((await client.submit('/two-factor/challenge', { code: '', credential: text })).status, 303, 'as the page posts it')
  await isFull(t, client, 'alice')
})

/** Milliseconds that one request may take. */
const LONGEST = 50
const TRIES = 10

/** Authenticator data of the site with these extensions. */
function extended (...extensions: Uint8Array[]): Buffer {
  const flags = 0x81
  return Buffer.concat([createHash('sha256').update('acme.example').digest(), Buffer.from([flags, 0, 0, 0, 1]), ...extensions])
}

/** What is hard to read, in its place in an answer that is signed. */
function hardToRead (challenge: string): Record<string, AssertionForgery> {
  const clientDataWith = (more: string): AssertionForgery => ({
    clientDataJSON: `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://evil.example",${more}}`
  })
  return {
    'a key of spaces': clientDataWith(`"${' '.repeat(8500)}":1`),
    'a key of backslashes': clientDataWith(`"${'\\\\'.repeat(4200)}":1`),
    'spaces before a colon': clientDataWith(`"x"${' '.repeat(8500)}:1`),
    'a thousand keys': clientDataWith(Array.from({ length: 1000 }, (_, index) => `"${index}":1`).join()),
    'deep lists': clientDataWith(`"x":${'['.repeat(4200)}${']'.repeat(4200)}`),
    'deep lists of CBOR': { authenticatorData: extended(Buffer.alloc(9000, 0x81)) },
    'deep maps of CBOR': { authenticatorData: extended(Buffer.from('a100'.repeat(4500), 'hex')) },
    'deep tags of CBOR': { authenticatorData: extended(Buffer.alloc(9000, 0xc1)) },
    'a list of 2³² items': { authenticatorData: extended(Buffer.from('9affffffff', 'hex'), Buffer.alloc(8900)) },
    'a map of 2⁵³ items': { authenticatorData: extended(Buffer.from('bb001fffffffffffff', 'hex'), Buffer.alloc(8900)) },
    '2³² bytes': { authenticatorData: extended(Buffer.from('5affffffff', 'hex')) },
    'a text of 2⁶⁴ bytes': { authenticatorData: extended(Buffer.from('7bffffffffffffffff', 'hex')) },
    'no end': { authenticatorData: extended(Buffer.alloc(9000, 0x9f)) },
    'a credential where there is none': { authenticatorData: Buffer.concat([extended().subarray(0, 32), Buffer.from([0x41, 0, 0, 0, 1]), Buffer.alloc(16), Buffer.from([0xff, 0xff])]) }
  }
}

attack('refuses a body that is too large, broken, poisoned or hard to read within 50 ms', { kinds: ['plain'], ...takingPasskeys() }, async (t, world) => {
  const { doors: [[client]], authenticator } = await everyDoor(world) as Doors & { doors: [[Client, string]] }
  const options = await passkeyOptions(client)
  const bodyOf = (forgery?: AssertionForgery): string => JSON.stringify({ credential: authenticator.get(options, forgery) })
  const right = bodyOf()
  const poisoned = (text: string): string => right.replace('"response":{', `"response":{${text},`)
  const bodies: [what: string, status: number, body: string][] = [
    ['more than 16 KiB', 413, right.padEnd(16_385)],
    ['a megabyte', 413, poisoned(`"x":"${'A'.repeat(1_000_000)}"`)],
    ['an id of 5,000 characters', 400, right.replaceAll(/"(id|rawId)":"[^"]+"/g, `"$1":"${'A'.repeat(5000)}"`)],
    ['a signature of 13,000 characters', 400, right.replace(/"signature":"[^"]+"/, `"signature":"${'A'.repeat(13_000)}"`)],
    ['half of it', 400, right.slice(0, -20)],
    ['a prototype', 400, poisoned('"__proto__":{"signature":"AAAA"}')],
    ['a constructor', 400, poisoned('"constructor":{"prototype":{"signature":"AAAA"}}')],
    ['a text', 400, JSON.stringify(right)],
    ['a list', 400, `[${right}]`],
    ...Object.entries(hardToRead(options.challenge)).map(([what, forgery]): [string, number, string] => [what, 422, bodyOf(forgery)])
  ]
  world.repository.countSaves()
  for (const [what, status, body] of bodies) {
    let best = Infinity
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const started = performance.now()
      const answer = await client.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(body) })
      best = Math.min(best, performance.now() - started)
      if (attempt === 0) t.equal(answer.status, status, what)
    }
    t.ok(best < LONGEST, `${what}: ${best.toFixed(1)} ms`)
  }
  const data = Buffer.from(authenticator.get(options).response.authenticatorData, 'base64url')
  for (let length = 1; length < data.length; length++) {
    const answer = await answerChallenge(client, authenticator.get(options, { authenticatorData: data.subarray(0, length) }))
    t.equal(outcome(answer), 'TWO_FACTOR_INVALID_CREDENTIAL', `${length} bytes of authenticator data`)
  }
  t.equal(world.repository.countSaves(), 0)
  t.equal((await client.send({ method: 'POST', url: '/two-factor/challenge', ...jsonText(right.padEnd(16_384)) })).status, 200, '16 KiB')
})

attack('takes nothing but one proof from the methods of a request, whatever an application hands on', {
  ...takingPasskeys(),
  extend: app => {
    app.post('/own/verify', async request => await request.twoFactor.verify(request.body as never))
    app.post('/own/step-up', async request => await request.twoFactor.stepUp(request.body as never))
    app.post('/own/disable', async request => { await request.twoFactor.disable(request.body as never) })
  }
}, async (t, world) => {
  const { doors, authenticator, secret } = await everyDoor(world)
  const [pending, alice] = [doors[0]![0], doors[1]![0]]
  world.repository.countSaves()
  const taken: string[] = []
  for (const [client, url] of [[pending, '/own/verify'], [alice, '/own/step-up'], [alice, '/own/disable']] as const) {
    const credential = authenticator.get(await passkeyOptions(client))
    const proofs: [string, object][] = [...Object.entries(malformed(credential)).map(([what, given]): [string, object] => [what, { credential: given }]), ['both', { code: world.code(secret), credential }], ['neither', {}], ['a list', [credential]]]
    for (const [what, proof] of proofs) {
      const answer = await client.post(url, proof)
      if (answer.status !== 400) taken.push(`${url}: ${what}: ${outcome(answer)}`)
    }
  }
  t.strictSame(taken, [])
  t.equal(world.repository.countSaves(), 0)
  t.match(await pending.post('/own/verify', { credential: await assertion(pending, authenticator) }), { status: 200, body: { method: 'passkey' } })
})

attack('neither locks nor writes by 1,000 wrong passkeys, after which a code and the right one work', takingPasskeys(), async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  const row = world.repository.rows.get('alice')
  const clients = [await world.login('alice'), await world.login('alice', { app: world.i2 })]
  const wrong = await Promise.all(clients.map(async client => {
    const options = await passkeyOptions(client)
    const forgeries = [{ flags: { be: true } }, { origin: 'https://evil.example' }, { credentialId: randomBytes(32).toString('base64url') }, { keys: securityKeyPair() }]
    return forgeries.map(forgery => authenticator.get(options, forgery))
  }))
  const count = world.times(1000, 200)
  const events = world.events.length
  for (let sent = 0; sent < count; sent += 50) {
    const answers = await atOnce(50, async index => await answerChallenge(clients[index % 2]!, wrong[index % 2]![index % 4]))
    t.strictSame(tally(answers), { TWO_FACTOR_INVALID_CREDENTIAL: 50 })
  }
  t.strictSame(world.repository.rows.get('alice'), row)
  t.equal(world.events.slice(events).filter(({ type }) => type === 'failed').length, count, 'each is told of')
  t.strictSame(await clients[0]!.get('/two-factor/challenge').then(({ body: { blocked, lockedUntil, methods } }) => ({ blocked, lockedUntil, methods })), { blocked: false, lockedUntil: undefined, methods: ['passkey', 'totp'] })
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice', 'by the passkey')
  await isFull(t, await world.signIn('alice', secret), 'alice', 'by a code')
})

attack('takes a passkey under a lock and under a block of codes, of which it lifts neither', takingPasskeys(), async (t, world) => {
  const { secret, authenticator } = await enrollBoth(world, 'alice')
  await world.failCodes('alice', secret, 5)
  for (const [state, code] of [['locked', 'TWO_FACTOR_LOCKED'], ['blocked', 'TWO_FACTOR_BLOCKED']] as const) {
    if (state === 'blocked') world.repository.store('alice', record => ({ ...record, codeAttempts: { ...record.codeAttempts, blockedAt: world.clock.now } }))
    const { codeAttempts } = world.repository.stored('alice')
    const client = await world.login('alice')
    t.equal(outcome(await client.post('/two-factor/challenge', { code: world.code(secret) })), code, state)
    t.equal((await answerChallenge(client, await assertion(client, authenticator))).status, 200, `${state}: the passkey`)
    await isFull(t, client, 'alice', state)
    t.equal((await client.post('/two-factor/step-up', { credential: await assertion(client, authenticator) })).status, 200, `${state}: a step-up`)
    t.equal(outcome(await client.post('/two-factor/step-up', { code: world.code(secret) })), code, `${state}: still so`)
    t.strictSame(world.repository.stored('alice').codeAttempts, codeAttempts, `${state}: nothing is forgotten`)
  }
})

function securityKeyPair (): ReturnType<SoftAuthenticator['keysOf']> {
  const key = securityKey()
  const { id } = key.create({ rp: { id: 'acme.example' }, user: { id: 'AAAA' }, challenge: 'AAAA', pubKeyCredParams: [{ type: 'public-key', alg: -7 }] })
  return key.keysOf(id)
}
