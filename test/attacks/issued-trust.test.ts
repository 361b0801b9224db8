import { SECRET } from '../support/application.js'
import type { Client } from '../support/client.js'
import { Host } from './host.js'
import { attack, isFull, stepAfterPassword, trustCookies } from './support.js'

const host = new Host()

attack('trusts no client for a recovery code', {}, async (t, world) => {
  const { recoveryCodes } = await world.enroll('alice')
  const client = await world.login('alice')
  const { status, cookies } = await client.post('/two-factor/recovery', { code: recoveryCodes[0], trustClient: true })
  t.equal(status, 200)
  t.notOk(cookies.some(({ name }) => name.includes('two-factor-')))
  const form = await world.login('alice')
  await form.submit('/two-factor/recovery', { code: recoveryCodes[1]!, trustClient: 'true' })
  await isFull(t, form, 'alice')
  t.strictSame(trustCookies(form), [])
  t.strictSame(world.repository.stored('alice').trustedClients, [])
})

attack('trusts no client for anything but the code of a challenge: no step-up, and no sign-in that itself used trust', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  await world.login('alice', { client: trusted })
  const other = world.client()
  other.jar.set('sessionId', trusted.jar.get('sessionId')!)
  for (const url of ['/two-factor/challenge', '/two-factor/step-up']) {
    await other.post(url, { code: world.code(secret), trustClient: true })
    t.strictSame(trustCookies(other), [], url)
  }
  await isFull(t, other, 'alice')
  t.equal(world.repository.stored('alice').trustedClients.length, 1)
})

attack('trusts a client for the value true and nothing like it', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const send = {
    json: async (client: Client, trustClient: unknown) => await client.post('/two-factor/challenge', { code: world.code(secret), ...(trustClient === undefined ? {} : { trustClient }) }),
    form: async (client: Client, trustClient: unknown) => await client.submit('/two-factor/challenge', { code: world.code(secret), ...(trustClient === undefined ? {} : { trustClient: String(trustClient) }) })
  }
  const cases: [kind: 'json' | 'form', value: unknown, status: number][] = [
    ['json', undefined, 200], ['json', false, 200], ['json', null, 200], ['form', undefined, 303], ['form', '', 303],
    ...['true', 'false', 'on', 1, 0, [], [true], {}].map((value): ['json', unknown, number] => ['json', value, 400]),
    ...['on', '1', 'false', 'TRUE', 'true ', 'yes'].map((value): ['form', unknown, number] => ['form', value, 400])
  ]
  for (const [kind, value, status] of cases) {
    const client = await world.login('alice')
    const answer = await send[kind](client, value)
    t.equal(answer.status, status, `${kind}: ${JSON.stringify(value)}`)
    t.strictSame(trustCookies(client), [], `${kind}: ${JSON.stringify(value)}: no cookie`)
    world.nextStep()
  }
  t.strictSame(world.repository.stored('alice').trustedClients, [])
  for (const [kind, value, status] of [['json', true, 200], ['form', 'true', 303]] as const) {
    const client = await world.login('alice')
    t.equal((await send[kind](client, value)).status, status)
    t.equal(trustCookies(client).length, 1)
    world.nextStep()
  }
})

attack('trusts no client of a user who may have none, nor one of before', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  for (const trustClients of [false, 0, 'f', 'false', '']) {
    Object.assign(world.users.alice!, { trustClients })
    t.equal(await stepAfterPassword(world.copy(trusted), 'alice'), 'challenge', `${JSON.stringify(trustClients)}: the client of before`)
    const client = await world.signIn('alice', secret, { trustClient: true })
    t.strictSame(trustCookies(client), [], `${JSON.stringify(trustClients)}: a new one`)
  }
})

attack('trusts no client where the days are none, nor one of before', { second: { service: { issuerName: 'Acme', secret: SECRET, expiryDays: 0 } } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  t.equal(await stepAfterPassword(world.copy(trusted, world.i2), 'alice'), 'challenge')
  t.strictSame(trustCookies(await world.signIn('alice', secret, { trustClient: true, app: world.i2 })), [])
  t.match((await (await world.login('alice', { app: world.i2 })).get('/two-factor/challenge')).body, { trustDays: 0 })
})

attack('remembers two users of one browser, under names that tell neither', {}, async (t, world) => {
  const alice = await world.enroll('alice')
  const carol = await world.enroll('carol')
  const browser = world.client()
  await world.signIn('alice', alice.secret, { client: browser, trustClient: true })
  await browser.post('/logout')
  await world.signIn('carol', carol.secret, { client: browser, trustClient: true })
  await browser.post('/logout')
  t.equal(trustCookies(browser).length, 2)
  for (const [name, value] of trustCookies(browser)) {
    for (const id of ['alice', 'carol']) {
      for (const form of [id, Buffer.from(id).toString('base64url'), Buffer.from(id).toString('hex')]) t.notOk(`${name}=${value}`.includes(form))
    }
  }
  for (const userId of ['alice', 'carol', 'alice']) {
    t.equal(await stepAfterPassword(browser, userId), 'trusted-client')
    await isFull(t, browser, userId)
  }
})

attack("answers a wrong password the same with somebody's remembered-client cookie and without", { extend: host.extend }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const plain = world.client()
  trusted.jar.delete('sessionId')
  const [withCookie, without] = await Promise.all([trusted, plain].map(async client => {
    const { status, headers, body } = await client.post('/host/login', { name: 'alice', password: 'wrong' })
    return { status, body, headers: Object.keys(headers), cookies: String(headers['set-cookie']).replace(/=[^;]+/, '=') }
  }))
  t.strictSame(withCookie, without)
  t.equal(withCookie!.status, 401)
})

attack('keeps the newest twenty of 200 remembered clients', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const clients: Client[] = []
  for (let count = world.times(200, 30); count > 0; count--) clients.push(await world.signIn('alice', secret, { trustClient: true }))
  t.equal(world.repository.stored('alice').trustedClients.length, 20)
  t.ok(world.repository.rows.get('alice')!.record.length < 10_000, 'the record stays small')
  for (const [index, client] of clients.slice(-21).entries()) {
    t.equal(await stepAfterPassword(world.copy(client), 'alice'), index === 0 ? 'challenge' : 'trusted-client', `${21 - index} from the end`)
  }
})
