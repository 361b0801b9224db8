import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0' }
const SAFARI = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1' }

t.test('the preferences list remembered clients by browser and system, with their days and which one this is', async t => {
  const { enroll, signIn, clock } = await createApplication()
  const { secret } = await enroll('alice')
  const first = clock.now
  await signIn('alice', secret, { trustClient: true, headers: FIREFOX })
  const second = clock.now
  const browser = await signIn('alice', secret, { trustClient: true, headers: SAFARI })
  const { trustedClients } = (await browser.get('/two-factor')).body
  const today = new Date(Math.floor(first / 86_400_000) * 86_400_000).toISOString()
  const entry = (browser: string, system: string, since: number, current: boolean): object => ({
    label: `${browser} on ${system}`, browser, system, createdAt: new Date(since).toISOString(), lastUsedAt: today, expiresAt: new Date(since + 30 * 86_400_000).toISOString(), current
  })
  t.strictSame(trustedClients.map(({ id, ...rest }: { id: string }) => rest), [entry('Firefox', 'Windows', first, false), entry('Safari', 'iOS', second, true)])
  t.equal(new Set(trustedClients.map(({ id }: { id: string }) => id)).size, 2)
})

t.test('the list tells neither token nor hash', async t => {
  const { enroll, signIn } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  const [, token] = [...browser.jar].find(([name]) => name.startsWith('two-factor-'))!
  const { body } = await browser.get('/two-factor')
  t.strictSame(Object.keys(body.trustedClients[0]).sort(), ['createdAt', 'current', 'expiresAt', 'id', 'label', 'lastUsedAt'])
  t.notOk(JSON.stringify(body).includes(token.split('.')[1]!))
})

t.test('a use of the trust is noted to the day', async t => {
  const { enroll, signIn, clock, app } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { trustClient: true })
  clock.now += 3 * 86_400_000
  await browser.post('/login', { userId: 'alice' })
  const [client] = (await app.twoFactor.status('alice')).trustedClients
  t.equal(client!.lastUsedAt.getTime(), Math.floor(clock.now / 86_400_000) * 86_400_000)
})

t.test('a revoked client is asked again, the other is not', async t => {
  const { enroll, signIn, events } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const first = await signIn('alice', secret, { trustClient: true, headers: FIREFOX })
  const second = await signIn('alice', secret, { trustClient: true })
  const [{ id }] = (await browser.get('/two-factor')).body.trustedClients
  const answer = await browser.post(`/two-factor/trusted-clients/${id}/revoke`)
  t.strictSame([answer.status, answer.body], [204, ''])
  t.strictSame((events.at(-1) as { client?: object }).client, { id, label: 'Firefox on Windows', browser: 'Firefox', system: 'Windows' })
  t.equal((await first.get('/me')).status, 200, 'its session goes on')
  t.equal((await first.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await second.post('/login', { userId: 'alice' })).body.status, 'complete')
})

t.test('somebody else\'s client answers like one that is not there, and stays', async t => {
  const { enroll, signIn, app } = await createApplication()
  const { secret } = await enroll('alice')
  const alice = await signIn('alice', secret, { trustClient: true })
  const { client: bob } = await enroll('bob')
  const [{ id }] = (await alice.get('/two-factor')).body.trustedClients
  const foreign = await bob.post(`/two-factor/trusted-clients/${id}/revoke`)
  const unknown = await bob.post('/two-factor/trusted-clients/AAAAAAAAAAAAAAAAAAAAAA/revoke')
  refused(t, foreign, 404, 'TWO_FACTOR_NOT_FOUND')
  t.strictSame([foreign.status, foreign.body], [unknown.status, unknown.body])
  t.equal((await app.twoFactor.status('alice')).trustedClients.length, 1)
})

t.test('revoking all ends every trust of this user and no session', async t => {
  const { enroll, signIn, events } = await createApplication()
  const bob = await enroll('bob')
  const bobsClient = await signIn('bob', bob.secret, { trustClient: true })
  const { client: browser, secret } = await enroll('alice')
  const clients = [await signIn('alice', secret, { trustClient: true }), await signIn('alice', secret, { trustClient: true })]
  t.equal((await browser.post('/two-factor/trusted-clients/revoke')).status, 204)
  t.equal(events.filter(({ type }) => type === 'client-revoked').length, 2)
  for (const client of clients) {
    t.equal((await client.get('/me')).status, 200)
    t.equal((await client.post('/login', { userId: 'alice' })).body.status, 'challenge')
  }
  t.equal((await bobsClient.post('/login', { userId: 'bob' })).body.status, 'complete')
  t.equal((await browser.post('/two-factor/trusted-clients/revoke')).status, 204, 'none is left')
  t.equal(events.filter(({ type }) => type === 'client-revoked').length, 2)
})

t.test('only a complete session revokes', async t => {
  const { enroll, login, client } = await createApplication()
  await enroll('alice')
  for (const url of ['/two-factor/trusted-clients/revoke', '/two-factor/trusted-clients/x/revoke']) {
    refused(t, await client().post(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
    refused(t, await (await login('alice')).post(url), 403, 'TWO_FACTOR_CHALLENGE_REQUIRED')
    refused(t, await (await login('dave')).post(url), 403, 'TWO_FACTOR_ENROLLMENT_REQUIRED')
  }
})
