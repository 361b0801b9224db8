import { randomBytes } from 'node:crypto'
import { SECRET } from '../support/application.js'
import type { Client } from '../support/client.js'
import { attack, cookieHeader, IMPORTED_KEY, isRefused, outcome, stepAfterPassword, trustCookies, type World } from './support.js'

/** A browser that shows this as the remembered-client cookie of alice. */
function showing (world: World, value: string, userId = 'alice'): Client {
  const client = world.client()
  client.jar.set(`two-factor-${world.repository.stored(userId).cookieName}`, value)
  return client
}

attack('takes no forged token, clears its cookie, and neither counts a guess nor deletes the record', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const [[name, value]] = trustCookies(trusted) as [[string, string]]
  const [id, tokenSecret] = value.split('.') as [string, string]
  const stored = world.repository.stored('alice')
  const jwt = ['{"alg":"none"}', `{"sub":"alice","id":"${id}"}`].map(part => Buffer.from(part).toString('base64url')).join('.') + '.'
  const forged = [
    'alice', '1', 'true', '{}', '.', '..', ' ', 'null', '__proto__', randomBytes(60).toString('base64url'), jwt, Buffer.from('alice').toString('base64'),
    id, `${id}.`, `.${tokenSecret}`, value.slice(0, -1), `${id}.${tokenSecret.slice(1)}`, `${id}.${randomBytes(32).toString('base64url')}`, `${id.slice(1)}.${tokenSecret}`,
    `${id}.${stored.trustedClients[0]!.hash}`, stored.trustedClients[0]!.hash, stored.stamp, `x${value}`, 'a'.repeat(3000), '\u00e9\u{1f511}'
  ]
  for (const cookie of forged) {
    const thief = showing(world, cookie)
    t.equal(await stepAfterPassword(thief, 'alice'), 'challenge', JSON.stringify(cookie.slice(0, 60)))
    t.notOk(thief.jar.has(name), 'the cookie is cleared')
    await isRefused(t, thief)
  }
  t.strictSame(world.repository.stored('alice'), stored, 'nothing is written')
  t.equal(await stepAfterPassword(showing(world, value), 'alice'), 'trusted-client', 'the real one')
})

for (const [secure, days] of [[true, 30], [false, 7]] as const) {
  attack(`sets a ${secure ? '__Host-' : 'plain'} cookie for ${days} days that tells nothing of the user`, {
    server: { trustProxy: true }, session: { cookie: { secure } }, service: { issuerName: 'Acme', secret: randomBytes(32), expiryDays: days }
  }, async (t, world) => {
    const headers = { 'x-forwarded-proto': secure ? 'https' : 'http' }
    await world.i1.twoFactor.importAuthenticator('alice', { secret: IMPORTED_KEY })
    const alice = await world.login('alice', { headers })
    const { headers: { 'set-cookie': lines } } = await alice.post('/two-factor/challenge', { code: world.code(IMPORTED_KEY), trustClient: true })
    const [line] = [lines].flat().filter(line => line?.includes('two-factor-')) as [string]
    const [pair, ...attributes] = line.split('; ') as [string, ...string[]]
    t.strictSame(attributes.sort(), ['HttpOnly', `Max-Age=${days * 86_400}`, 'Path=/', 'SameSite=Lax', ...(secure ? ['Secure'] : [])])
    t.match(pair, secure ? /^__Host-two-factor-[\w-]{22}=[\w-]{22}\.[\w-]{43}$/ : /^two-factor-[\w-]{22}=[\w-]{22}\.[\w-]{43}$/)
    for (const form of ['alice', ...(['hex', 'base64', 'base64url'] as const).map(encoding => Buffer.from('alice').toString(encoding).replace(/=+$/, ''))]) t.notOk(line.includes(form), form)
  })
}

attack('looks the cookie up under no other name than the session cookie calls for', { server: { trustProxy: true }, second: { session: { cookie: { secure: true } } } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const [[name, value]] = trustCookies(trusted) as [[string, string]]
  const stray = world.client()
  stray.jar.set(`__Host-${name}`, value)
  t.equal(await stepAfterPassword(stray, 'alice'), 'challenge', 'a __Host- cookie where the session cookie is not secure')
  const planted = world.client(world.i2, { 'x-forwarded-proto': 'https' })
  planted.jar.set(name, value)
  t.equal(await stepAfterPassword(planted, 'alice'), 'challenge', "a plain cookie, as a sibling's, where the session cookie is secure")
})

attack("takes no token of another user, whatever its cookie's name", {}, async (t, world) => {
  const alice = await world.enroll('alice')
  await world.enroll('bob')
  const trusted = await world.signIn('alice', alice.secret, { trustClient: true })
  const [[, value]] = trustCookies(trusted) as [[string, string]]
  t.equal(await stepAfterPassword(world.copy(trusted), 'bob'), 'challenge', 'under her name')
  t.equal(await stepAfterPassword(showing(world, value, 'bob'), 'bob'), 'challenge', 'under their name')
  const [client] = world.repository.stored('alice').trustedClients
  world.repository.store('bob', record => ({ ...record, trustedClients: [client] }))
  t.equal(await stepAfterPassword(showing(world, value, 'bob'), 'bob'), 'challenge', 'copied into their record by somebody who can write it')
  t.equal(await stepAfterPassword(trusted, 'alice'), 'trusted-client')
})

attack('takes no token after its days, clears the cookie and drops the record', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const issued = world.clock.now - 30_000
  const [[name]] = trustCookies(trusted) as [[string, string]]
  world.clock.now = issued + 30 * 86_400_000 - 1
  t.equal(await stepAfterPassword(world.copy(trusted), 'alice'), 'trusted-client', 'a millisecond before')
  world.clock.now = issued + 30 * 86_400_000 + 1000
  const late = world.copy(trusted)
  t.equal(await stepAfterPassword(late, 'alice'), 'challenge')
  t.notOk(late.jar.has(name), 'the cookie is cleared')
  t.strictSame(world.repository.stored('alice').trustedClients, [], 'the record is gone')
})

attack('does not renew a token by its use, and honours fewer days at once', { second: { service: { issuerName: 'Acme', secret: SECRET, expiryDays: 2 } } }, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const { expiresAt } = world.repository.stored('alice').trustedClients[0]!
  world.clock.now += 86_400_000
  const { cookies } = await world.copy(trusted).post('/login', { userId: 'alice' })
  t.notOk(cookies.some(({ name }) => name.includes('two-factor-')))
  t.equal(world.repository.stored('alice').trustedClients[0]!.expiresAt, expiresAt)
  t.equal(await stepAfterPassword(world.copy(trusted, world.i2), 'alice'), 'trusted-client', 'on the second of two days')
  world.clock.now += 86_400_000
  t.equal(await stepAfterPassword(world.copy(trusted, world.i2), 'alice'), 'challenge', 'after two days where two are allowed')
})

attack('takes no token of a user who was deleted and made again', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const full = world.copy(trusted)
  const user = world.users.alice!
  delete world.users.alice
  world.repository.rows.delete('alice')
  await isRefused(t, full, 'deleted')
  world.users.alice = user
  await isRefused(t, full, 'made again: the session of before')
  await world.enroll('alice')
  await isRefused(t, full, 'enrolled again: the session of before')
  t.equal(await stepAfterPassword(trusted, 'alice'), 'challenge')
})

attack('answers two cookies of one name with a challenge at worst', {}, async (t, world) => {
  const { secret } = await world.enroll('alice')
  const trusted = await world.signIn('alice', secret, { trustClient: true })
  const [[name, value]] = trustCookies(trusted) as [[string, string]]
  for (const cookie of [`${name}=evil; ${name}=${value}`, `${name}=${value}; ${name}=evil`, `${name}; ${name}=`, `${name}=%; ${cookieHeader(trusted)}`, `${name}="${value}`]) {
    const answer = await world.client().send({ method: 'POST', url: '/login', headers: { cookie }, payload: { userId: 'alice' } })
    t.equal(answer.status, 200, cookie.replaceAll(value, '…'))
    t.match(answer.body.method ?? answer.body.status, /^(challenge|trusted-client)$/)
    t.equal(outcome(await world.client().send({ method: 'POST', url: '/two-factor/challenge', headers: { cookie }, payload: { code: '123456' } })), 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
})
