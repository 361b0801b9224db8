import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication } from '../support/application.js'

t.test('revoking the sessions ends each of them, pending ones and trust too, but not two-factor authentication itself', async t => {
  const { enroll, signIn, login, app, code, events } = await createApplication()
  const { client: browser, secret, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const pending = await login('alice')
  const bob = await login('bob')
  await app.twoFactor.revokeSessions('alice')
  for (const client of [browser, trusted]) refused(t, await client.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await pending.post('/two-factor/challenge', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.equal((await trusted.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.equal((await bob.get('/me')).status, 200)
  t.hasStrict(events.find(({ type }) => type === 'sessions-revoked'), { userId: 'alice' })
  t.equal((await app.twoFactor.status('alice')).recoveryCodesLeft, recoveryCodes.length)
})

t.test('the session to keep goes on, under a new id, and no other', async t => {
  const { enroll, signIn } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  const before = browser.jar.get('sessionId')
  t.equal((await browser.post('/password')).status, 200)
  t.not(browser.jar.get('sessionId'), before)
  t.strictSame((await browser.get('/me')).body, { userId: 'alice', method: 'totp' })
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('somebody else\'s session, a pending one, a stale one and none are not kept', async t => {
  const { enroll, login, client, app, store } = await createApplication({
    extend: app => {
      app.post<{ Params: { userId: string } }>('/revoke/:userId', async request => {
        await app.twoFactor.revokeSessions(request.params.userId, { keep: request })
        return await request.twoFactor.check()
      })
    }
  })
  const { client: alice } = await enroll('alice')
  const bob = await login('bob')
  t.hasStrict((await bob.post('/revoke/alice')).body, { status: 'complete', userId: 'bob' }, 'bob stays who they are')
  refused(t, await alice.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const pending = await login('alice')
  t.strictSame((await pending.post('/revoke/alice')).body, { status: 'anonymous' })
  const dave = await login('dave')
  t.strictSame((await dave.post('/revoke/dave')).body, { status: 'anonymous' })
  t.strictSame((await client().post('/revoke/carol')).body, { status: 'anonymous' })
  const stale = await login('carol')
  await app.twoFactor.revokeSessions('carol')
  t.strictSame((await stale.post('/revoke/carol')).body, { status: 'anonymous' }, 'a stale session')
  const out = await login('carol')
  const kept = new Map(store.sessions)
  const cookie = out.jar.get('sessionId')!
  await out.post('/two-factor/sign-out')
  for (const [id, session] of kept) store.sessions.set(id, session)
  out.jar.set('sessionId', cookie)
  t.strictSame((await out.post('/revoke/carol')).body, { status: 'anonymous' }, 'a signed-out session')
})

t.test('a request that the plugin does not know keeps nothing', async t => {
  let revoke = async (): Promise<unknown> => undefined
  const { login } = await createApplication({
    precede: app => {
      app.addHook('onRequest', async request => {
        if (request.url === '/early') revoke = async () => { await app.twoFactor.revokeSessions('carol', { keep: request }) }
        if (request.url === '/early') await revoke()
      })
      app.get('/early', async request => await request.twoFactor.check())
    }
  })
  const browser = await login('carol')
  t.strictSame((await browser.get('/early')).body, { status: 'anonymous' })
})

t.test('revoking names a request for the event: the one given, or the one that is kept', async t => {
  const seen: (string | undefined)[] = []
  const { login } = await createApplication({
    onEvent: (event, request) => { if (event.type !== 'signed-in') seen.push(`${event.type} ${request?.url}`) },
    extend: app => {
      app.post('/kept', async request => { await app.twoFactor.revokeSessions('bob', { keep: request }); return {} })
      app.post('/by', async request => {
        await app.twoFactor.revokeSessions('bob', { by: request })
        await app.twoFactor.revokeSessions('bob')
        await app.twoFactor.reset('bob', { by: request })
        await app.twoFactor.reset('bob')
        return {}
      })
    }
  })
  const browser = await login('bob')
  await browser.post('/kept')
  await browser.post('/by')
  t.strictSame(seen, ['sessions-revoked /kept', 'sessions-revoked /by', 'sessions-revoked undefined', 'reset /by', 'reset undefined'])
})

t.test('revoking the remembered clients ends no session, tells of each, and writes nothing where there are none', async t => {
  const seen: (string | undefined)[] = []
  const { enroll, signIn, app, repository } = await createApplication({
    onEvent: (event, request) => { if (event.type === 'client-revoked') seen.push(`${event.client.label} ${request?.url}`) },
    extend: app => { app.post('/forget', async request => { await app.twoFactor.revokeTrustedClients('alice', { by: request }); return {} }) }
  })
  const { client: browser, secret } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  await signIn('alice', secret, { trustClient: true })
  await browser.post('/forget')
  t.strictSame(seen, ['Unknown client /forget', 'Unknown client /forget'])
  t.equal((await trusted.get('/me')).status, 200)
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'challenge')
  const before = await repository.findTwoFactor('alice')
  await app.twoFactor.revokeTrustedClients('alice')
  t.strictSame(await repository.findTwoFactor('alice'), before)
})

t.test('a user who never signed in has nothing to revoke, one whom nobody knows is not found', async t => {
  const { app: { twoFactor }, repository } = await createApplication()
  await t.resolves(twoFactor.revokeTrustedClients('carol'))
  t.equal(await repository.findTwoFactor('carol'), undefined)
  await t.resolves(twoFactor.revokeSessions('carol'))
  await t.rejects(twoFactor.revokeSessions('nobody'), { code: 'TWO_FACTOR_NOT_FOUND' })
  await t.rejects(twoFactor.revokeTrustedClients('nobody'), { code: 'TWO_FACTOR_NOT_FOUND' })
})

t.test('a row that is deleted while its clients are being revoked is not found', async t => {
  const { enroll, app, repository } = await createApplication()
  await enroll('alice')
  const find = repository.findTwoFactor
  let reads = 0
  repository.findTwoFactor = async userId => ++reads > 1 ? undefined : await find(userId)
  await t.rejects(app.twoFactor.revokeTrustedClients('alice'), { code: 'TWO_FACTOR_NOT_FOUND' })
})
