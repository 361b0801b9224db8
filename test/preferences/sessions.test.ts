import t from 'tap'
import { refused } from '../support/answers.js'
import { createApplication, users, type ApplicationOptions, type TestApplication } from '../support/application.js'
import type { Client } from '../support/client.js'
import { TestRepository } from '../support/test-repository.js'

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const chrome = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36' }

interface Listed { id: string, label: string, browser?: string, system?: string, method: string, signedInAt: string, current: boolean }

const listing = async (options: ApplicationOptions = {}): Promise<TestApplication> => await createApplication({ sessions: { list: true }, ...options })
const sessionsOf = async (browser: Client): Promise<Listed[]> => (await browser.get('/two-factor')).body.sessions
const idOf = async (browser: Client): Promise<string> => (await sessionsOf(browser)).find(({ current }) => current)!.id

t.test('the preferences list where the user is signed in: label, method, since when, and which is this one', async t => {
  const { enroll, signIn, clock, app } = await listing()
  const { client: first, secret } = await enroll('alice')
  const since = clock.now
  const second = await signIn('alice', secret, { headers: firefox })
  t.match(await sessionsOf(second), [
    { label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux', method: 'totp', signedInAt: new Date(since).toISOString(), current: true },
    { label: 'Unknown client', method: 'totp', current: false }
  ])
  t.strictSame((await sessionsOf(first)).map(({ current }) => current), [false, true])
  const { sessions } = await app.twoFactor.status('alice')
  t.strictSame(sessions, (await sessionsOf(second)).map(({ current, signedInAt, ...session }) => ({ browser: undefined, system: undefined, ...session, signedInAt: new Date(signedInAt) })))
})

t.test('without the option nothing is listed, there is no route, and a sign-in writes no more than before', async t => {
  const { enroll, app } = await createApplication()
  const { client: browser } = await enroll('alice')
  t.notOk(Object.hasOwn((await browser.get('/two-factor')).body, 'sessions'))
  t.equal((await app.twoFactor.status('alice')).sessions, undefined)
  for (const url of ['/two-factor/sessions/x/revoke', '/two-factor/sessions/revoke-others']) t.equal((await browser.post(url)).status, 404)
  t.notMatch((await browser.page('/two-factor')).body, 'Signed in on these browsers')
  await t.rejects(app.twoFactor.revokeSession('alice', 'x'), { code: 'TWO_FACTOR_NOT_FOUND' })
})

t.test('each way to a complete sign-in is listed with its method, once, and one that waits is not', async t => {
  const { enroll, signIn, login, code, clock, client } = await listing({ users: { ...users, erin: { accountName: 'erin', twoFactor: 'required' } } })
  const carol = await login('carol')
  t.strictSame((await sessionsOf(carol)).map(({ method }) => method), ['none'])
  const { body: { secret: hers } } = await carol.post('/two-factor/enrollment')
  await carol.post('/two-factor/enrollment/confirm', { code: code(hers) })
  t.strictSame((await sessionsOf(carol)).map(({ method }) => method), ['totp'], 'an enrollment changes the method of this one')

  const held = await login('erin')
  t.strictSame(await sessionsOf(held), [])
  const { body: { secret } } = await held.post('/two-factor/enrollment')
  await held.post('/two-factor/enrollment/confirm', { code: code(secret) })
  t.strictSame((await sessionsOf(held)).map(({ method, current }) => [method, current]), [['totp', true]])
  clock.now += 30_000

  const { secret: alices, recoveryCodes } = await enroll('alice')
  const trusted = await signIn('alice', alices, { trustClient: true })
  await trusted.post('/login', { userId: 'alice' })
  t.strictSame((await sessionsOf(trusted)).map(({ method }) => method), ['trusted-client', 'totp'], 'the sign-in before in this browser is over')
  const pending = client()
  await pending.post('/login', { userId: 'alice' })
  t.equal((await sessionsOf(trusted)).length, 2)
  await pending.post('/two-factor/recovery', { code: recoveryCodes[0] })
  t.strictSame((await sessionsOf(pending)).map(({ method, current }) => [method, current]), [['recovery-code', true]])
  clock.now += 30_000
  t.equal((await pending.post('/two-factor/disable', { code: code(alices) })).status, 200)
  t.strictSame((await sessionsOf(pending)).map(({ method }) => method), ['none'])
})

t.test('ends the one that is named, for good, and no other', async t => {
  const { enroll, signIn, events } = await listing()
  const { client: first, secret } = await enroll('alice')
  const [second, third] = [await signIn('alice', secret, { headers: firefox }), await signIn('alice', secret)]
  const id = await idOf(second)
  const { status, body } = await first.post(`/two-factor/sessions/${id}/revoke`)
  t.strictSame([status, body], [204, ''])
  refused(t, await second.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  for (const browser of [first, third]) t.equal((await browser.get('/me')).status, 200)
  t.notOk((await sessionsOf(first)).some(session => session.id === id))
  t.match(events.at(-1), { type: 'session-revoked', userId: 'alice', signInId: await idOf(first), session: { id, label: 'Firefox on Linux', browser: 'Firefox', system: 'Linux' } })
  refused(t, await first.post(`/two-factor/sessions/${id}/revoke`), 404, 'TWO_FACTOR_NOT_FOUND', 'once')
})

t.test('ends all others, listed or not, and the trust in every client, and goes on itself under a new session id', async t => {
  const { enroll, signIn, events } = await listing()
  const { client: first, secret } = await enroll('alice')
  const second = await signIn('alice', secret, { trustClient: true })
  const before = first.jar.get('sessionId')
  t.equal((await first.post('/two-factor/sessions/revoke-others')).status, 204)
  t.not(first.jar.get('sessionId'), before)
  refused(t, await second.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await second.post('/login', { userId: 'alice' })).body.status, 'challenge')
  t.strictSame((await sessionsOf(first)).map(({ current }) => current), [true])
  t.match(events.findLast(({ type }) => type === 'sessions-revoked'), { userId: 'alice', signInId: await idOf(first) })
})

t.test('another user\'s or an unknown session is 404 with the same body, and stays (SE 01)', async t => {
  const { login } = await listing()
  const [alice, bob] = [await login('alice'), await login('bob')]
  const answers = await Promise.all([await idOf(bob), 'unknown', 'x'.repeat(64), '__proto__', '%00', ' '].map(async id => await alice.post(`/two-factor/sessions/${encodeURIComponent(id)}/revoke`)))
  for (const answer of answers) refused(t, answer, 404, 'TWO_FACTOR_NOT_FOUND')
  t.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
  t.equal((await bob.get('/me')).status, 200)
})

t.test('51 revocations leave nobody but the session that made them (SE 03)', async t => {
  const { login, clock, app } = await listing()
  const alice = await login('alice')
  const others: Client[] = []
  for (let index = 0; index < 51; index++) {
    const other = await login('alice')
    others.push(other)
    clock.now += 1000
    if (index === 50) others.push(await login('alice'))
    t.equal((await alice.post(`/two-factor/sessions/${await idOf(other)}/revoke`)).status, 204)
  }
  for (const other of others) refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await alice.get('/me')).status, 200)
  t.equal((await app.twoFactor.status('alice')).sessions?.length, 1)
})

t.test('a sign-in that is not fresh is asked for the password, on its own budget (SE 04)', async t => {
  const { login, clock, app } = await listing({ verifyPassword: (_userId, password) => password === 'right', extend: app => { app.post('/remembered', async request => await request.twoFactor.signIn('alice', { fresh: false })) } })
  const other = await login('alice')
  const alice = await login('alice')
  const id = await idOf(other)
  await alice.post('/remembered')
  clock.now += 1000
  for (const url of [`/two-factor/sessions/${id}/revoke`, '/two-factor/sessions/revoke-others']) {
    refused(t, await alice.post(url), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
    refused(t, await alice.post(url, { password: 'wrong' }), 422, 'TWO_FACTOR_INVALID_PASSWORD')
  }
  t.equal((await other.get('/me')).status, 200)
  t.equal((await alice.post(`/two-factor/sessions/${id}/revoke`, { password: 'right' })).status, 204)
  t.equal((await alice.post('/two-factor/sessions/revoke-others', { password: 'right' })).status, 204)
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await app.twoFactor.status('alice')).sessions?.length, 1)
  clock.now += 900_000
  refused(t, await alice.post('/two-factor/sessions/revoke-others'), 403, 'TWO_FACTOR_REAUTHENTICATION_REQUIRED')
})

t.test('of 21 sign-ins the newest 20 are listed, with labels and no address; the one pushed out lives on until all others are ended (SE 05)', async t => {
  const { login, clock } = await listing()
  const browsers: Client[] = []
  for (let index = 0; index < 21; index++) {
    browsers.push(await login('alice', index % 2 === 0 ? firefox : chrome))
    clock.now += 1000
  }
  const last = browsers.at(-1)!
  const listed = await sessionsOf(last)
  t.equal(listed.length, 20)
  t.strictSame([...new Set(listed.map(({ label }) => label))].sort(), ['Chrome on Windows', 'Firefox on Linux'])
  t.notMatch(JSON.stringify(listed), /127\.0\.0\.1|Mozilla|140\.0|Gecko/)
  t.strictSame((await sessionsOf(browsers[0]!)).filter(({ current }) => current), [], 'it is not listed')
  t.equal((await browsers[0]!.get('/me')).status, 200)
  await last.post('/two-factor/sessions/revoke-others')
  refused(t, await browsers[0]!.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('revoking this one is a sign-out', async t => {
  const { login, app } = await listing()
  const alice = await login('alice')
  const before = alice.jar.get('sessionId')
  t.equal((await alice.post(`/two-factor/sessions/${await idOf(alice)}/revoke`)).status, 204)
  refused(t, await alice.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.not(alice.jar.get('sessionId'), before)
  t.strictSame((await app.twoFactor.status('alice')).sessions, [])
})

t.test('signing out and signing in anew in the same browser take the old one out', async t => {
  const { login, app } = await listing()
  const alice = await login('alice')
  await alice.post('/login', { userId: 'alice' })
  t.equal((await sessionsOf(alice)).length, 1)
  await alice.post('/two-factor/sign-out')
  t.strictSame((await app.twoFactor.status('alice')).sessions, [])
})

t.test('one that ended by itself is not shown, and a clock that is behind does not bring it back once it was forgotten', async t => {
  const { login, clock, app, client } = await listing({ extend: app => { app.post('/short', async request => await request.twoFactor.signIn('alice', { sessionSeconds: 60 })) } })
  const short = client()
  await short.post('/short')
  t.equal((await app.twoFactor.status('alice')).sessions?.length, 1)
  clock.now += 60_000
  t.strictSame((await app.twoFactor.status('alice')).sessions, [])
  await login('alice')
  clock.now -= 59_000
  refused(t, await short.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.strictSame((await app.twoFactor.status('alice')).sessions?.length, 1)
})

t.test('administration ends one by its id, asks for no proof and tells who did it', async t => {
  const { login, app, events } = await listing({
    extend: app => {
      app.post('/helpdesk', async (request, reply) => {
        await request.twoFactor.check()
        await app.twoFactor.revokeSession('alice', (request.body as { id: string }).id, { by: request })
        return reply.code(204).send()
      })
    }
  })
  const [alice, other, helpdesk] = [await login('alice'), await login('alice', firefox), await login('carol')]
  const id = await idOf(other)
  t.equal((await helpdesk.post('/helpdesk', { id })).status, 204)
  refused(t, await other.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  t.equal((await alice.get('/me')).status, 200)
  t.match(events.at(-1), { type: 'session-revoked', userId: 'alice', by: { userId: 'carol' }, session: { id, label: 'Firefox on Linux' } })
  for (const [userId, wrong] of [['alice', id], ['bob', 'x'], ['nobody', 'x']] as const) await t.rejects(app.twoFactor.revokeSession(userId, wrong), { code: 'TWO_FACTOR_NOT_FOUND' })
  await t.rejects(app.twoFactor.revokeSession('alice', 5 as unknown as string), { code: 'FST_ERR_VALIDATION' })
})

t.test('a client with a listed label is known at the next sign-in, from any browser, and one that signed out is not', async t => {
  const { login, events } = await listing()
  const known = (): unknown => events.findLast(({ type }) => type === 'signed-in' || type === 'challenged') as unknown
  const first = await login('alice', firefox)
  t.match(known(), { client: { label: 'Firefox on Linux', known: false } })
  await login('alice', firefox)
  t.match(known(), { client: { label: 'Firefox on Linux', known: true, remembered: false } })
  await login('alice', chrome)
  t.match(known(), { client: { known: false } })
  await login('bob', firefox)
  t.match(known(), { client: { known: false } }, 'of another user')
  await first.post('/two-factor/sessions/revoke-others')
  await first.post('/two-factor/sign-out')
  await login('alice', firefox)
  t.match(known(), { client: { known: false } })
})

t.test('a browser that is listed is known where its user signs in again, also by a code, by a second password before it, and not another user', async t => {
  const { enroll, signIn, code, clock, events } = await listing()
  const last = (type: string): unknown => events.findLast(event => event.type === type)
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { headers: firefox })
  t.match(last('signed-in'), { client: { known: false } })
  await browser.post('/login', { userId: 'alice' })
  t.match(last('challenged'), { client: { label: 'Firefox on Linux', known: true } })
  await browser.post('/login', { userId: 'alice' })
  t.match(last('challenged'), { client: { known: true } })
  t.equal((await browser.post('/two-factor/challenge', { code: code(secret) })).status, 200)
  t.match(last('signed-in'), { client: { known: true, remembered: false } })
  clock.now += 30_000
  await browser.post('/login', { userId: 'alice' })
  await browser.post('/login', { userId: 'bob' })
  t.match(last('signed-in'), { userId: 'bob', client: { known: false } })
  await browser.post('/login', { userId: 'bob' })
  t.match(last('signed-in'), { userId: 'bob', client: { known: true } })
})

t.test('a browser whose sign-in waits is not known any more once every session was ended', async t => {
  const { app, enroll, signIn, events } = await listing()
  const { secret } = await enroll('alice')
  const browser = await signIn('alice', secret, { headers: firefox })
  await browser.post('/login', { userId: 'alice' })
  await app.twoFactor.revokeSessions('alice')
  await browser.post('/login', { userId: 'alice' })
  t.match(events.findLast(({ type }) => type === 'challenged'), { client: { known: false } })
})

t.test('who is held for an enrollment in a browser that is listed is known in it', async t => {
  const repository = new TestRepository(users)
  const { app, login, code, events } = await listing({ userRepository: repository })
  const browser = await login('bob', firefox)
  repository.users['bob'] = { ...repository.users['bob']!, twoFactor: 'required' }
  await browser.post('/login', { userId: 'bob' })
  const { body: { secret } } = await browser.post('/two-factor/enrollment')
  t.equal((await browser.post('/two-factor/enrollment/confirm', { code: code(secret) })).status, 200)
  t.match(events.findLast(({ type }) => type === 'signed-in'), { userId: 'bob', client: { known: true } })
  t.match(await app.twoFactor.status('bob'), { enabled: true })
})

t.test('revokes at once on every instance, and what another instance lists is seen here', async t => {
  const repository = new TestRepository(users)
  const one = await listing({ userRepository: repository })
  const two = await listing({ userRepository: repository, store: one.store })
  const [here, there] = [await one.login('alice'), await two.login('alice')]
  t.equal((await sessionsOf(here)).length, 2)
  t.equal((await here.post(`/two-factor/sessions/${await idOf(there)}/revoke`)).status, 204)
  refused(t, await there.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('an instance without the option ends sign-ins and takes them out, and lists none', async t => {
  const repository = new TestRepository(users)
  const one = await listing({ userRepository: repository })
  const two = await createApplication({ userRepository: repository, store: one.store })
  const listed = await one.login('alice')
  const unlisted = await two.login('alice')
  t.strictSame((await sessionsOf(listed)).length, 1)
  const other = two.client()
  for (const [name, value] of listed.jar) other.jar.set(name, value)
  await other.post('/two-factor/sign-out')
  t.strictSame((await one.app.twoFactor.status('alice')).sessions, [])
  t.equal((await unlisted.get('/me')).status, 200)
})

t.test('wrong input is refused: no object as options, no text as id or password, a form of another site', async t => {
  const { login } = await listing({
    extend: app => {
      app.post('/own', async request => { const { id, options } = request.body as { id: string, options: object }; await request.twoFactor.revokeSession(id, options); return {} })
      app.post('/own-others', async request => { await request.twoFactor.revokeOtherSessions((request.body as { options: object }).options); return {} })
    }
  })
  const alice = await login('alice')
  for (const body of [{ id: 5 }, { id: null }, { id: 'x', options: 5 }, { id: 'x', options: null }, { id: 'x', options: { password: 5 } }]) refused(t, await alice.post('/own', body), 400, 'FST_ERR_VALIDATION', JSON.stringify(body))
  for (const options of [5, null, 'text', { password: {} }]) refused(t, await alice.post('/own-others', { options }), 400, 'FST_ERR_VALIDATION', JSON.stringify(options))
  refused(t, await alice.post('/own', { id: 'x' }), 404, 'TWO_FACTOR_NOT_FOUND')
  t.equal((await alice.post('/own-others', {})).status, 200, 'no options at all')
  refused(t, await alice.post('/two-factor/sessions/revoke-others', {}, { 'sec-fetch-site': 'cross-site' }), 403, 'TWO_FACTOR_CROSS_ORIGIN')
  t.equal((await alice.get('/me')).status, 200)
})
