import t from 'tap'
import type { FastifyRequest } from 'fastify'
import { refused } from '../support/answers.js'
import { createApplication, users, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

interface Enrolled extends TestApplication { repository: TestRepository, browser: Client, keys: [string, string], ids: [string, string] }

/** Alice with two authenticators. */
async function withTwo (): Promise<Enrolled> {
  const repository = new TestRepository(users)
  const application = await createApplication({ userRepository: repository })
  const { client: browser, secret } = await application.enroll('alice')
  const { body } = await browser.post('/two-factor/enrollment', { name: 'Tablet' })
  await browser.post('/two-factor/enrollment/confirm', { code: application.code(body.secret) })
  application.clock.now += 30_000
  const [first, second] = repository.stored('alice').authenticators
  application.events.length = 0
  return { ...application, repository, browser, keys: [secret, body.secret], ids: [first!.id, second!.id] }
}

t.test('the helpdesk removes one authenticator without a code: its codes are worth nothing, and every session ends', async t => {
  const { app, browser, keys: [lost, kept], ids: [id], login, code, events } = await withTwo()
  const authenticator = { id, type: 'totp', name: 'Authenticator' }
  t.strictSame(await app.twoFactor.removeAuthenticator('alice', id), authenticator)
  t.hasStrict(events, [{ type: 'authenticator-removed', userId: 'alice', authenticator }])
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const pending = await login('alice')
  refused(t, await pending.post('/two-factor/challenge', { code: code(lost) }), 422, 'TWO_FACTOR_INVALID_CODE')
  t.equal((await pending.post('/two-factor/challenge', { code: code(kept) })).status, 200)
})

t.test('the last one that works stays, whatever else is there, and one that is not there is not found', async t => {
  const { app, ids: [first, second], repository } = await withTwo()
  repository.store('alice', record => ({ ...record, authenticators: [record.authenticators[0], { ...record.authenticators[1], type: 'retina-scan' }] }))
  const row = repository.row('alice')
  await t.rejects(app.twoFactor.removeAuthenticator('alice', first), { code: 'TWO_FACTOR_LAST_AUTHENTICATOR' })
  for (const [userId, id] of [['alice', 'nothing'], ['bob', second], ['nobody', second]] as const) await t.rejects(app.twoFactor.removeAuthenticator(userId, id), { code: 'TWO_FACTOR_NOT_FOUND' })
  t.strictSame(repository.row('alice'), row)
  t.strictSame(await app.twoFactor.removeAuthenticator('alice', second), { id: second, type: 'retina-scan', name: 'Tablet' }, 'one that nobody knows goes')
})

t.test('the helpdesk forgets one remembered client, and says which', async t => {
  const { app, signIn, keys: [secret], events, repository } = await withTwo()
  const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0' }
  const trusted = await signIn('alice', secret, { trustClient: true, headers })
  const other = await signIn('alice', secret, { trustClient: true })
  const { id } = (await app.twoFactor.status('alice')).trustedClients[0]!
  t.strictSame(repository.stored('alice').trustedClients.map(({ browser, system, label }) => [browser, system, label]), [['Firefox', 'Windows', undefined], [undefined, undefined, undefined]], 'what a client says is stored apart')
  const client = { id, label: 'Firefox on Windows', browser: 'Firefox', system: 'Windows' }
  events.length = 0
  t.strictSame(await app.twoFactor.revokeTrustedClient('alice', id), client)
  t.hasStrict(events, [{ type: 'client-revoked', userId: 'alice', client }])
  t.equal((await trusted.get('/me')).status, 200, 'the session goes on')
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await other.post('/login', { userId: 'alice' })).body.method, 'trusted-client')
  for (const [userId, wrong] of [['alice', id], ['bob', id], ['nobody', id]] as const) await t.rejects(app.twoFactor.revokeTrustedClient(userId, wrong), { code: 'TWO_FACTOR_NOT_FOUND' })
})

t.test('an id that is no string is 400, and the events get the request of whoever did it', async t => {
  const requests: (FastifyRequest | undefined)[] = []
  const repository = new TestRepository(users)
  const { enroll, signIn, app, code, clock } = await createApplication({
    userRepository: repository,
    onEvent: ({ type }, request) => { if (type === 'authenticator-removed' || type === 'client-revoked') requests.push(request) },
    extend: app => {
      app.post<{ Body: { authenticator: string, client: string } }>('/helpdesk', async request => {
        await app.twoFactor.revokeTrustedClient('alice', request.body.client, { by: request })
        await app.twoFactor.removeAuthenticator('alice', request.body.authenticator, { by: request })
        return {}
      })
    }
  })
  for (const id of [undefined, null, 5, {}] as unknown as string[]) {
    await t.rejects(app.twoFactor.removeAuthenticator('alice', id), { code: 'FST_ERR_VALIDATION' })
    await t.rejects(app.twoFactor.revokeTrustedClient('alice', id), { code: 'FST_ERR_VALIDATION' })
  }
  const { client: browser, secret } = await enroll('alice')
  const { body } = await browser.post('/two-factor/enrollment')
  await browser.post('/two-factor/enrollment/confirm', { code: code(body.secret) })
  clock.now += 30_000
  const helpdesk = await signIn('alice', secret, { trustClient: true })
  const { authenticators: [first], trustedClients: [client] } = repository.stored('alice')
  await helpdesk.post('/helpdesk', { authenticator: first!.id, client: client!.id })
  t.strictSame(requests.map(request => request?.url), ['/helpdesk', '/helpdesk'])
})
