import t from 'tap'
import { memoryUserRepository, type TwoFactorUser } from '../../lib/index.js'
import { redirected, refused } from '../support/answers.js'
import { createApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

t.test('a complete sign-in that signed out is over, and other sessions go on', async t => {
  const { enroll, signIn, events } = await createApplication()
  const { client: browser, secret } = await enroll('alice')
  const other = await signIn('alice', secret)
  const answer = await browser.post('/two-factor/sign-out')
  t.strictSame([answer.status, answer.body], [204, ''])
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await other.get('/me')).status, 200)
  t.hasStrict(events.at(-1), { type: 'signed-out', userId: 'alice' })
})

t.test('a browser that signed out is led to the login', async t => {
  const { login } = await createApplication({ urls: { login: '/in' } })
  redirected(t, await (await login('carol')).submit('/two-factor/sign-out'), '/in')
})

t.test('a pending sign-in that was left is over, its code not burned and nothing written', async t => {
  const { enroll, login, code, events, repository } = await createApplication()
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const before = await repository.findTwoFactor('alice')
  const told = events.length
  t.equal((await browser.post('/two-factor/sign-out')).status, 204)
  refused(t, await browser.post('/two-factor/challenge', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame(await repository.findTwoFactor('alice'), before)
  t.equal(events.length, told)
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).status, 200)
})

t.test('an enrollment-only sign-in signs out, and its pending enrollment ends', async t => {
  const { login, repository } = await createApplication()
  const browser = await login('dave')
  await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/sign-out')).status, 204)
  refused(t, await browser.get('/two-factor'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  const { enrollment } = JSON.parse((await repository.findTwoFactor('dave'))!.record)
  t.equal(enrollment, undefined)
})

t.test('signing out somebody who is not signed in is no error', async t => {
  const { client, login, app } = await createApplication()
  t.equal((await client().post('/two-factor/sign-out')).status, 204)
  const stale = await login('carol')
  await app.twoFactor.revokeSessions('carol')
  t.equal((await stale.post('/two-factor/sign-out')).status, 204)
})

t.test('the application\'s own logout over request.twoFactor does the same', async t => {
  const { enroll, store } = await createApplication()
  const { client: browser } = await enroll('alice')
  const before = new Map(store.sessions)
  t.equal((await browser.post('/logout')).status, 204)
  for (const [id, session] of before) store.sessions.set(id, session)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('signing in over a complete sign-in signs the earlier one out', async t => {
  const { login, events, store } = await createApplication()
  const browser = await login('carol')
  const [before] = [...store.sessions]
  const cookie = browser.jar.get('sessionId')!
  await browser.post('/login', { userId: 'bob' })
  t.hasStrict(events.find(({ type }) => type === 'signed-out'), { userId: 'carol' })
  store.sessions.set(...before!)
  browser.jar.set('sessionId', cookie)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('after 51 sign-outs the first one is still out, and remembered clients stay', async t => {
  const { enroll, signIn, store, app, client } = await createApplication()
  const { secret } = await enroll('alice')
  const trusted = await signIn('alice', secret, { trustClient: true })
  const cookies: string[] = []
  const kept = new Map<string, string>()
  for (let count = 1; count <= 51; count++) {
    await trusted.post('/login', { userId: 'alice' })
    cookies.push(trusted.jar.get('sessionId')!)
    for (const [id, session] of store.sessions) kept.set(id, session)
    t.equal((await trusted.post('/two-factor/sign-out')).status, 204)
  }
  for (const [id, session] of kept) store.sessions.set(id, session)
  for (const cookie of cookies) {
    const thief = client()
    thief.jar.set('sessionId', cookie)
    refused(t, await thief.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  }
  t.equal((await app.twoFactor.status('alice')).trustedClients.length, 1)
  t.equal((await trusted.post('/login', { userId: 'alice' })).body.status, 'complete')
})

t.test('a sign-out holds though the user cannot be found at that moment, and comes back later', async t => {
  const known: Record<string, TwoFactorUser> = { carol: { accountName: 'carol@example.com' } }
  const { login, store } = await createApplication({ userRepository: memoryUserRepository(known) })
  const browser = await login('carol')
  const sessions = new Map(store.sessions)
  const jar = new Map(browser.jar)
  const { carol } = known
  delete known['carol']
  await browser.post('/two-factor/sign-out')
  known['carol'] = carol!
  for (const [id, session] of sessions) store.sessions.set(id, session)
  for (const [name, value] of jar) browser.jar.set(name, value)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a sign-out of a user whose row was deleted meanwhile ends the session all the same', async t => {
  const repository = new TestRepository(users)
  const { login } = await createApplication({ userRepository: repository })
  const browser = await login('carol')
  repository.rows.delete('carol')
  t.equal((await browser.post('/two-factor/sign-out')).status, 204)
  t.equal(repository.rows.has('carol'), false)
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})
