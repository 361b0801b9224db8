import { createHash } from 'node:crypto'
import type { Answer, Client } from '../support/client.js'
import { elementsOf } from '../support/page.js'
import {
  addPasskey, assertion, answerChallenge, confirmPasskey, enrollBoth, madePasskey, passkeyOptions, register, securityKey, signInByPasskey, SITE,
  startPasskey, syncedPasskey, takingPasskeys
} from './passkeys.js'
import { atOnce, attack, isFull, isRefused, outcome, stepAfterPassword, tally, trustCookies, type World } from './support.js'

const taking = takingPasskeys()
const verifyPassword = (userId: string, password: string): boolean => password === `password of ${userId}`

const BOTH = ['/two-factor/passkeys', '/two-factor/passkeys/confirm']

/** The passkeys in the stored record. */
function passkeysOf (world: World, userId: string): Record<string, unknown>[] {
  return world.repository.stored(userId).authenticators.filter(({ type }) => type === 'passkey')
}

attack('registers no passkey for nobody, nor between the password and the code', taking, async (t, world) => {
  const { client: full } = await world.enroll('alice')
  const credential = await madePasskey(full, securityKey())
  const row = world.repository.rows.get('alice')
  const pending = await world.login('alice')
  for (const [client, expected, status] of [[world.client(), 'TWO_FACTOR_SIGN_IN_REQUIRED', 401], [pending, 'TWO_FACTOR_CHALLENGE_REQUIRED', 403]] as const) {
    for (const url of BOTH) {
      for (const spelled of [url, `${url}?userId=alice&password=x`]) {
        const answer = await client.post(spelled, { credential })
        t.strictSame([answer.status, outcome(answer)], [status, expected], spelled)
        t.notMatch(JSON.stringify(answer.body), /challenge"|excludeCredentials/, 'nothing of the user is told')
      }
      const form = await client.submit(url, { credential: JSON.stringify(credential) })
      t.ok(form.status >= 300 && !String(form.body).includes('data-options'), `${url} as a form: ${form.status}`)
    }
  }
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  t.equal((await confirmPasskey(full, credential)).status, 200, 'its owner registers it')
})

attack('starts no registration in a sign-in that is an hour old or proved nothing, and asks for the password', { ...taking, verifyPassword }, async (t, world) => {
  const old = await world.login('carol')
  const remembered = await world.login('carol', { fresh: false })
  world.clock.now += 3_600_000
  world.repository.countSaves()
  for (const client of [old, remembered]) {
    t.match(await client.post('/two-factor/passkeys', {}), { status: 403, body: { code: 'TWO_FACTOR_REAUTHENTICATION_REQUIRED' } })
    t.equal(outcome(await client.post('/two-factor/passkeys', { password: '' })), 'FST_ERR_VALIDATION')
    t.equal(outcome(await client.post('/two-factor/passkeys')), 'TWO_FACTOR_REAUTHENTICATION_REQUIRED', 'without a body')
  }
  t.equal(world.repository.countSaves(), 0, 'not even a handle is drawn')
  t.equal(outcome(await old.post('/two-factor/passkeys', { password: 'password of alice' })), 'TWO_FACTOR_INVALID_PASSWORD')
  t.notOk(world.repository.stored('carol').userHandle)
  const options = await startPasskey(old, { password: 'password of carol' })
  t.equal((await confirmPasskey(old, securityKey().create(options))).status, 200)
})

attack('starts no registration without a proof where there is something to prove: not by a remembered client, a code of before, or a password', { ...taking, verifyPassword }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const alice = await world.signIn('alice', secret, { trustClient: true })
  const remembered = world.client()
  for (const [name, value] of trustCookies(alice)) remembered.jar.set(name, value)
  await world.login('alice', { client: remembered })
  t.match((await remembered.get('/me')).body, { method: 'trusted-client' })
  world.clock.now += 300_000
  const stored = world.repository.stored('alice')
  for (const client of [remembered, alice]) {
    for (const body of [{}, { password: 'password of alice' }]) t.match(await client.post('/two-factor/passkeys', body), { status: 403, body: { code: 'TWO_FACTOR_STEP_UP_REQUIRED' } })
    const form = await client.submit('/two-factor/passkeys')
    t.match({ status: form.status, location: form.headers.location, body: form.body }, { status: 303, location: /^\/two-factor\/step-up\?/, body: '' }, 'nor by the form')
  }
  t.strictSame(world.repository.stored('alice'), stored)
  t.equal((await alice.post('/two-factor/step-up', { code: world.code(secret) })).status, 200)
  t.equal((await addPasskey(alice, securityKey())).status, 200, 'after a step-up')
})

attack('takes no answer to a registration that another session of the same user started', taking, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const [first, second] = [await world.signIn('alice', secret), await world.signIn('alice', secret)]
  const authenticator = securityKey()
  const made = await madePasskey(first, authenticator)
  await startPasskey(second)
  const row = world.repository.rows.get('alice')
  t.match(await confirmPasskey(second, made), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  t.strictSame(world.repository.rows.get('alice'), row, 'nothing is written')
  await isFull(t, second, 'alice')
  t.equal((await confirmPasskey(first, made)).status, 200)
  await isRefused(t, second, 'the session that did not')
})

attack('takes no answer of before in the session after it: not after a new sign-in, a sign-out, a recovery, a disabling or a reset', taking, async (t, world) => {
  const ways: Record<string, (alice: Client, secret: string, recoveryCodes: string[]) => Promise<Client>> = {
    'a new sign-in in the same browser': async (alice, secret) => await world.signIn('alice', secret, { client: alice }),
    'a sign-out': async (alice, secret) => {
      await alice.post('/two-factor/sign-out')
      return await world.signIn('alice', secret, { client: alice })
    },
    'a recovery': async (alice, _secret, [code]) => {
      await world.login('alice', { client: alice })
      await alice.post('/two-factor/recovery', { code })
      return alice
    },
    'a disabling': async (alice, secret) => {
      t.equal((await alice.post('/two-factor/disable', { code: world.code(secret) })).status, 200)
      return alice
    },
    'a reset': async alice => {
      await world.i2.twoFactor.reset('alice')
      return await world.login('alice', { client: alice })
    }
  }
  for (const [way, goOn] of Object.entries(ways)) {
    await world.i1.twoFactor.reset('alice')
    const { secret, recoveryCodes } = await world.enroll('alice')
    const alice = await world.signIn('alice', secret)
    const thief = world.copy(alice, world.i2)
    const made = await madePasskey(alice, securityKey())
    const after = await goOn(alice, secret, recoveryCodes)
    await isFull(t, after, 'alice', way)
    const row = world.repository.rows.get('alice')
    t.equal(outcome(await confirmPasskey(after, made)), 'TWO_FACTOR_NO_ENROLLMENT', way)
    // its own session is over, or waits: nobody there registers either
    if (way !== 'a new sign-in in the same browser') t.equal(outcome(await confirmPasskey(thief, made)), 'TWO_FACTOR_SIGN_IN_REQUIRED', `${way}: the session of before`)
    t.strictSame(world.repository.rows.get('alice'), row, way)
  }
})

attack('registers nothing of the answer of one user for another, and nothing for either', taking, async (t, world) => {
  const alice = await world.login('alice')
  const bob = await world.login('bob')
  const made = await madePasskey(alice, securityKey())
  await startPasskey(bob)
  const rows = new Map(world.repository.rows)
  t.match(await confirmPasskey(bob, made), { status: 404, body: { code: 'TWO_FACTOR_NO_ENROLLMENT' } })
  t.strictSame(world.repository.rows, rows)
  for (const userId of ['alice', 'bob']) t.equal(await stepAfterPassword(world.client(), userId), 'none', userId)
})

attack('takes no challenge that was given out for something else, whatever is signed over it', taking, async (t, world) => {
  const { client: alice, authenticator } = await enrollBoth(world, 'alice', syncedPasskey())
  const added = securityKey()
  const creation = await startPasskey(alice)
  const { challenge } = await passkeyOptions(alice)
  const pending = await world.login('alice')
  const signIn = await passkeyOptions(pending)
  const row = world.repository.rows.get('alice')
  for (const [what, other] of [['a step-up', challenge], ['a sign-in', signIn.challenge], ['nothing', 'A'.repeat(56)]]) {
    t.equal(outcome(await confirmPasskey(alice, added.create(creation, { challenge: other }))), 'TWO_FACTOR_NO_ENROLLMENT', what)
  }
  t.equal(outcome(await confirmPasskey(alice, added.create(creation, { type: 'webauthn.get' }))), 'TWO_FACTOR_INVALID_CREDENTIAL', 'an assertion')
  const asked = { ...signIn, challenge: creation.challenge }
  t.equal(outcome(await alice.post('/two-factor/step-up', { credential: authenticator.get(asked) })), 'TWO_FACTOR_INVALID_CREDENTIAL', 'an assertion by the challenge of a registration')
  t.equal(outcome(await answerChallenge(pending, authenticator.get(asked))), 'TWO_FACTOR_INVALID_CREDENTIAL', 'nor in a sign-in')
  t.strictSame(world.repository.rows.get('alice'), row)
  await isRefused(t, pending)
  t.equal((await confirmPasskey(alice, added.create(creation))).status, 200)
})

attack('takes no challenge that an assertion spent meanwhile', taking, async (t, world) => {
  const { client: alice, authenticator } = await register(world, 'alice')
  const made = await madePasskey(alice, syncedPasskey())
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
  t.equal(outcome(await confirmPasskey(alice, made)), 'TWO_FACTOR_NO_ENROLLMENT')
  t.equal(passkeysOf(world, 'alice').length, 1)
})

attack('makes one passkey and one set of codes of one answer that is sent 20 times at once', taking, async (t, world) => {
  for (const enabled of [false, true]) {
    const alice = enabled ? (await world.enroll('alice')).client : await world.login('alice')
    const made = await madePasskey(alice, securityKey())
    const clients = await atOnce(20, async index => world.copy(alice, index % 2 === 0 ? world.i1 : world.i2))
    const answers = await atOnce(20, async index => await confirmPasskey(clients[index]!, made))
    t.strictSame(tally(answers), { 200: 1, TWO_FACTOR_SIGN_IN_REQUIRED: 19 })
    t.equal(answers.filter(({ body }) => body.recoveryCodes?.length > 0).length, enabled ? 0 : 1, 'sets of codes')
    t.equal(passkeysOf(world, 'alice').length, 1)
    t.equal(world.events.filter(({ type }) => type === 'enabled' || type === 'authenticator-added').length, enabled ? 2 : 1)
    const winner = clients[answers.findIndex(({ status }) => status === 200)]!
    await isFull(t, winner, 'alice')
    t.match(outcome(await confirmPasskey(winner, made)), /^TWO_FACTOR_(ALREADY_REGISTERED|NO_ENROLLMENT)$/, 'once more, in the session that goes on')
    t.equal(passkeysOf(world, 'alice').length, 1)
    await world.i1.twoFactor.reset('alice')
    world.events.length = 0
  }
})

attack('makes one passkey of 20 different answers that one session sends at once', taking, async (t, world) => {
  const alice = await world.login('alice')
  const made = await atOnce(20, async () => await madePasskey(alice, securityKey()))
  const answers = await atOnce(20, async index => await confirmPasskey(world.copy(alice, index % 2 === 0 ? world.i1 : world.i2), made[index]))
  t.strictSame(tally(answers), { 200: 1, TWO_FACTOR_SIGN_IN_REQUIRED: 19 })
  t.equal(passkeysOf(world, 'alice').length, 1)
})

attack('draws one handle for registrations that start at once, on both instances', taking, async (t, world) => {
  const alice = await world.login('alice')
  const handles = await atOnce(20, async index => (await startPasskey(world.copy(alice, index % 2 === 0 ? world.i1 : world.i2))).user.id)
  t.strictSame([...new Set(handles)], [world.repository.stored('alice').userHandle])
})

attack('lists every passkey there is as one not to be made again, and refuses a known id that comes all the same', taking, async (t, world) => {
  const authenticators = [securityKey(), syncedPasskey()]
  const { client: alice } = await register(world, 'alice', authenticators[0])
  t.equal((await addPasskey(alice, authenticators[1]!)).status, 200)
  const options = await startPasskey(alice)
  t.strictSame(options.excludeCredentials.map(({ id }: { id: string }) => id), authenticators.flatMap(({ credentialIds }) => credentialIds))
  for (const authenticator of authenticators) t.throws(() => authenticator.create(options), { name: 'InvalidStateError' })

  const row = world.repository.rows.get('alice')
  const known = Buffer.from(authenticators[0]!.credentialIds[0]!, 'base64url')
  for (const forger of [securityKey(), authenticators[0]!.clone()]) {
    const made = forger.create(options, { credentialId: known, ignoreExcluded: true })
    t.match(await confirmPasskey(alice, made), { status: 409, body: { code: 'TWO_FACTOR_ALREADY_REGISTERED' } })
    t.equal(outcome(await confirmPasskey(alice, made, { replace: true })), 'TWO_FACTOR_ALREADY_REGISTERED', 'nor in the place of all others')
  }
  t.strictSame(world.repository.rows.get('alice'), row)
  await isFull(t, await signInByPasskey(world, 'alice', authenticators[0]!), 'alice', 'the key under that id is the first one')
})

attack('lets one user take the id of another one\'s passkey for their own, to no end', taking, async (t, world) => {
  const { authenticator } = await register(world, 'alice')
  const bob = await world.login('bob')
  const forger = securityKey()
  const credentialId = Buffer.from(authenticator.credentialIds[0]!, 'base64url')
  t.equal((await confirmPasskey(bob, await madePasskey(bob, forger, { credentialId }))).status, 200)
  const thief = await world.login('alice')
  t.equal(outcome(await answerChallenge(thief, await assertion(thief, forger))), 'TWO_FACTOR_INVALID_CREDENTIAL')
  await isRefused(t, thief)
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
  await isFull(t, await signInByPasskey(world, 'bob', forger), 'bob')
})

attack('registers five passkeys and no sixth, by whatever instance or at once', taking, async (t, world) => {
  const authenticators = [securityKey(), ...Array.from({ length: 4 }, syncedPasskey)]
  const { client: alice } = await register(world, 'alice', authenticators[0])
  for (const authenticator of authenticators.slice(1)) t.equal((await addPasskey(alice, authenticator)).status, 200)
  const row = world.repository.rows.get('alice')
  t.match(await addPasskey(alice, securityKey()), { status: 409, body: { code: 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS' } })
  t.equal(outcome(await addPasskey(world.copy(alice, world.i2), securityKey())), 'TWO_FACTOR_TOO_MANY_AUTHENTICATORS')
  const made = await atOnce(10, async () => await madePasskey(alice, securityKey()))
  t.strictSame(tally(await atOnce(10, async index => await confirmPasskey(world.copy(alice, index % 2 === 0 ? world.i1 : world.i2), made[index]))), { TWO_FACTOR_TOO_MANY_AUTHENTICATORS: 10 })
  t.strictSame(world.repository.rows.get('alice'), row)
  for (const authenticator of authenticators) await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
  t.equal((await alice.post('/two-factor/step-up', { credential: await assertion(alice, authenticators[1]!) })).status, 200)
  const only = securityKey()
  t.equal((await addPasskey(alice, only, { replace: true })).status, 200, 'one in the place of all')
  t.equal(passkeysOf(world, 'alice').length, 1)
})

attack('takes an answer for ten minutes, by a clock that is a minute behind, and no longer', taking, async (t, world) => {
  const cases: [seconds: number, expected: string | number][] = [[599, 200], [601, 'TWO_FACTOR_NO_ENROLLMENT'], [-60, 200], [-61, 'TWO_FACTOR_NO_ENROLLMENT'], [-3600, 'TWO_FACTOR_NO_ENROLLMENT'], [86_400, 'TWO_FACTOR_NO_ENROLLMENT']]
  for (const [seconds, expected] of cases) {
    const alice = await world.login('alice')
    const made = await madePasskey(alice, securityKey())
    const { now } = world.clock
    world.clock.now += seconds * 1000
    t.equal(outcome(await confirmPasskey(alice, made)), expected, `${seconds} s`)
    t.equal(passkeysOf(world, 'alice').length, expected === 200 ? 1 : 0, `${seconds} s`)
    world.clock.now = now
    if (expected !== 200) t.equal((await confirmPasskey(alice, made)).status, 200, `${seconds} s: only by that clock`)
    await world.i1.twoFactor.reset('alice')
  }
})

attack('registers nothing by any other method than POST', taking, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const credential = await madePasskey(alice, securityKey())
  const row = world.repository.rows.get('alice')
  const answered: string[] = []
  for (const path of BOTH) {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      for (const accept of ['application/json', 'text/html']) {
        for (const url of [path, `${path}/`, `${path}?${new URLSearchParams({ credential: JSON.stringify(credential), _method: 'POST' }).toString()}`]) {
          const { status, body } = await alice.send({ method, url, headers: { accept, 'x-http-method-override': 'POST' } })
          // a browser is led to the page with the form, and told nothing
          const isLed = accept === 'text/html' && /^(GET|HEAD)$/.test(method) && status === 303 && body === ''
          if (status !== 404 && status !== 405 && !isLed) answered.push(`${method} ${url.slice(0, 40)} as ${accept}: ${status}`)
        }
      }
    }
  }
  t.strictSame(answered, [])
  t.strictSame(world.repository.rows.get('alice'), row)
  t.equal((await confirmPasskey(alice, credential)).status, 200)
})

const hostile: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://sibling.acme.example' },
  { origin: 'http://acme.example' },
  { origin: 'https://acme.example.' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'https://evil.example', host: 'evil.example' }
]

attack('registers nothing that another site asks for, with a valid session and answer, as JSON and as a form', taking, async (t, world) => {
  const { client: alice } = await world.enroll('alice')
  const credential = await madePasskey(alice, securityKey())
  const row = world.repository.rows.get('alice')
  const passed: string[] = []
  for (const url of BOTH) {
    for (const headers of hostile) {
      const json = await alice.post(url, url.endsWith('confirm') ? { credential } : {}, headers)
      if (outcome(json) !== 'TWO_FACTOR_CROSS_ORIGIN') passed.push(`${url} ${JSON.stringify(headers)}: ${json.status}`)
      const form = await alice.submit(url, { credential: JSON.stringify(credential) }, { 'sec-fetch-site': 'cross-site', ...headers })
      if (form.status !== 403 || String(form.body).includes('data-options')) passed.push(`${url} ${JSON.stringify(headers)} as a form: ${form.status}`)
    }
  }
  t.strictSame(passed, [])
  t.strictSame(world.repository.rows.get('alice'), row)
  t.equal((await alice.post('/two-factor/passkeys/confirm', { credential }, { origin: SITE, 'sec-fetch-site': 'same-origin' })).status, 200, 'from this site')
})

/** What the page of a registration, or a challenge, asks the browser for. */
function askedBy ({ body }: Answer): any {
  const part = elementsOf(String(body)).find(({ attributes }) => 'data-options' in attributes)
  return part && JSON.parse(part.attributes['data-options']!)
}

attack('asks for the passkeys of the configured site, whatever host the request names', { ...taking, server: { trustProxy: true } }, async (t, world) => {
  const { client: alice } = await register(world, 'alice')
  const pending = await world.login('alice')
  const spoofed: Record<string, string>[] = [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example' },
    { host: 'evil.example:8443', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    { forwarded: 'host=evil.example;proto=https' },
    { host: 'www.acme.example', referer: 'https://www.acme.example/' }
  ]
  for (const headers of spoofed) {
    const { body: { options } } = await alice.post('/two-factor/passkeys', {}, headers)
    t.strictSame(options.rp, { id: 'acme.example', name: 'Acme' }, JSON.stringify(headers))
    t.equal(askedBy(await alice.submit('/two-factor/passkeys', {}, headers)).rp.id, 'acme.example', 'on its page')
    for (const [client, url] of [[pending, '/two-factor/challenge'], [alice, '/two-factor/step-up']] as const) {
      t.equal((await client.get(url, headers)).body.passkeyOptions.rpId, 'acme.example', url)
      t.equal(askedBy(await client.page(url, headers)).rpId, 'acme.example', `${url}, on its page`)
    }
    t.notMatch(JSON.stringify(options), /evil/)
    const authenticator = securityKey()
    const made = authenticator.create(options, { origin: 'https://evil.example' })
    t.equal(outcome(await alice.post('/two-factor/passkeys/confirm', { credential: made }, headers)), 'TWO_FACTOR_INVALID_CREDENTIAL', 'nor is the answer held against it')
  }
})

attack('knows each user by a handle of 32 random bytes that tells nothing and stays', taking, async (t, world) => {
  const handles: Record<string, string> = {}
  for (const userId of ['alice', 'bob']) {
    const client = await world.login(userId)
    const { user } = await startPasskey(client)
    handles[userId] = user.id
    t.equal(Buffer.from(user.id, 'base64url').length, 32)
    t.strictSame(user, { id: user.id, name: `${userId}@example.com`, displayName: `${userId}@example.com` })
    for (const known of [userId, `${userId}@example.com`, world.repository.stored(userId).stamp, world.repository.stored(userId).cookieName]) {
      t.notOk(Buffer.from(user.id, 'base64url').includes(known), 'not the id')
      for (const algorithm of ['sha256', 'sha512', 'sha1', 'md5']) {
        const hash = createHash(algorithm).update(known).digest().subarray(0, 16)
        t.notOk(Buffer.from(user.id, 'base64url').includes(hash), `nor its hash by ${algorithm}`)
      }
    }
    t.equal((await startPasskey(client)).user.id, user.id, 'at the next start')
    t.equal((await startPasskey(await world.login(userId, { app: world.i2 }))).user.id, user.id, 'in another session')
  }
  t.not(handles.alice, handles.bob)

  const { client: alice, authenticator } = await register(world, 'alice')
  t.equal((await startPasskey(alice)).user.id, handles.alice, 'after a registration')
  t.equal((await alice.post('/two-factor/disable', { credential: await assertion(alice, authenticator) })).status, 200)
  t.equal((await startPasskey(alice)).user.id, handles.alice, 'after a disabling')
  await world.i1.twoFactor.reset('alice')
  t.equal((await startPasskey(await world.login('alice'))).user.id, handles.alice, 'after a reset')
  const { client: carol } = await world.enroll('carol')
  t.notMatch(JSON.stringify([(await carol.get('/two-factor')).body, (await carol.get('/two-factor/challenge')).body]), /userHandle|user"/, 'and no page tells it')
})

attack('ends every other session and every remembered client of before', taking, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const other = await world.signIn('alice', secret, { app: world.i2 })
  const pending = await world.login('alice')
  const alice = await world.signIn('alice', secret)
  const before = world.copy(alice, world.i2)
  const authenticator = securityKey()
  const made = await madePasskey(alice, authenticator)
  for (const client of [trusted, other, alice]) await isFull(t, client, 'alice', 'before')
  t.equal((await confirmPasskey(alice, made)).status, 200)
  await isFull(t, alice, 'alice', 'the session that did it')
  for (const [what, client] of Object.entries({ 'the trusted one': trusted, 'another instance': other, 'the id of before': before })) {
    const answer = await client.get('/me')
    t.strictSame([answer.status, outcome(answer)], [401, 'TWO_FACTOR_SIGN_IN_REQUIRED'], what)
  }
  t.equal(outcome(await pending.post('/two-factor/challenge', { code: world.code(secret) })), 'TWO_FACTOR_SIGN_IN_REQUIRED', 'one that waited for a code')
  t.equal(trustCookies(trusted).length, 1)
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge', 'the old cookie')
  t.strictSame(world.repository.stored('alice').trustedClients, [])
  await isFull(t, await signInByPasskey(world, 'alice', authenticator), 'alice')
})
