import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { requireSignIn, requireTwoFactor } from '../../lib/index.js'
import { kVisit } from '../../lib/session/visit.js'
import { refused } from '../support/answers.js'
import { createApplication, START, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const who = (request: FastifyRequest): object => ({ userId: request.twoFactor.userId, method: request.twoFactor.method })

t.test('without a guard or a check the user is not named: a forgotten guard fails closed, and the log says so', async t => {
  const lines: string[] = []
  const { login, client } = await createApplication({
    server: { logger: { stream: { write: (line: string) => { lines.push(line) } } } },
    extend: app => {
      app.get('/user', async request => request.twoFactor.userId)
      app.get('/method', async request => request.twoFactor.method)
    }
  })
  const browser = await login('carol')
  for (const url of ['/user', '/method']) {
    refused(t, await browser.get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
    refused(t, await client().get(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
  }
  t.equal(lines.filter(line => line.includes('Is a guard missing on this route?')).length, 4, 'the log tells the developer')
})

t.test('check names a complete sign-in and lets everybody else pass without a name', async t => {
  const { enroll, login, client, app, clock } = await createApplication({
    extend: app => {
      app.get('/check', async request => await request.twoFactor.check())
      app.get('/check/who', async request => { await request.twoFactor.check(); return who(request) })
    },
    users: { ...users, carol: { ...users['carol']!, twoFactor: 'required', graceEndsAt: new Date(START + 86_400_000) } }
  })
  const { client: alice } = await enroll('alice')
  const pending = await login('alice')
  t.strictSame((await client().get('/check')).body, { status: 'anonymous' })
  t.strictSame((await pending.get('/check')).body, { status: 'challenge', methods: ['totp'], blocked: false, trustDays: 30, expiresAt: new Date(clock.now + 600_000).toISOString() })
  t.strictSame((await (await login('dave')).get('/check')).body, { status: 'enrollment' })
  const { signInId: _, ...carol } = (await (await login('carol')).get('/check')).body
  t.strictSame(carol, { status: 'complete', userId: 'carol', method: 'none', signedInAt: new Date(clock.now).toISOString(), amr: [], requiredFrom: new Date(START + 86_400_000).toISOString() })
  const at = new Date(clock.now - 30_000).toISOString()
  const { signInId, ...state } = (await alice.get('/check')).body
  t.strictSame(state, { status: 'complete', userId: 'alice', method: 'totp', signedInAt: at, verifiedAt: at, amr: ['otp'] })
  t.match(signInId, /^[\w-]{22}$/)
  t.strictSame((await alice.get('/check/who')).body, { userId: 'alice', method: 'totp' })
  for (const browser of [client(), pending, await login('dave')]) refused(t, await browser.get('/check/who'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  await app.twoFactor.revokeSessions('alice')
  t.strictSame((await alice.get('/check')).body, { status: 'anonymous' })
})

t.test('a call that completes the sign-in names the user in the same request, one that does not does not', async t => {
  const { enroll, client, code, clock, wrong } = await createApplication({
    extend: app => {
      app.post<{ Body: { userId: string } }>('/in', async request => { await request.twoFactor.signIn(request.body.userId); return who(request) })
      app.post<{ Body: { code: string } }>('/verify', async request => { await request.twoFactor.verify(request.body.code); return who(request) })
      app.post<{ Body: { code: string } }>('/recover', async request => { await request.twoFactor.recover(request.body.code); return who(request) })
      app.post<{ Body: { code: string } }>('/confirm', async request => { await request.twoFactor.confirmEnrollment(request.body.code); return who(request) })
      app.post<{ Body: { code: string } }>('/try', async request => {
        await request.twoFactor.check()
        await request.twoFactor.stepUp(request.body.code).catch(() => {})
        return who(request)
      })
    }
  })
  const { secret, recoveryCodes } = await enroll('alice')
  t.strictSame((await client().post('/in', { userId: 'carol' })).body, { userId: 'carol', method: 'none' })
  const browser = client()
  refused(t, await browser.post('/in', { userId: 'alice' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'a code is due')
  t.strictSame((await browser.post('/verify', { code: code(secret) })).body, { userId: 'alice', method: 'totp' })
  clock.now += 30_000
  t.strictSame((await browser.post('/try', { code: wrong(secret) })).body, { userId: 'alice', method: 'totp' }, 'a refused step-up leaves the sign-in')
  const recovering = client()
  await recovering.post('/in', { userId: 'alice' })
  t.strictSame((await recovering.post('/recover', { code: recoveryCodes[0] })).body, { userId: 'alice', method: 'recovery-code' })
  const dave = client()
  refused(t, await dave.post('/in', { userId: 'dave' }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', 'an enrollment is due')
  const { body } = await dave.post('/two-factor/enrollment')
  t.strictSame((await dave.post('/confirm', { code: code(body.secret) })).body, { userId: 'dave', method: 'totp' })
})

t.test('signing out and another sign-in take the name away in the same request', async t => {
  const { login, enroll } = await createApplication({
    extend: app => {
      app.post('/out', { onRequest: requireSignIn }, async request => { await request.twoFactor.signOut(); return who(request) })
      app.post('/switch', { onRequest: requireSignIn }, async request => { await request.twoFactor.signIn('alice'); return who(request) })
      app.post('/nobody', { onRequest: requireSignIn }, async request => { await request.twoFactor.signIn('nobody').catch(() => {}); return who(request) })
    }
  })
  await enroll('alice')
  for (const url of ['/out', '/switch', '/nobody']) refused(t, await (await login('carol')).post(url), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED', url)
})

t.test('a guard that refuses takes the name away that a check before it had found', async t => {
  const { login } = await createApplication({
    extend: app => {
      app.get('/late', async (request, reply) => {
        await request.twoFactor.check()
        await requireTwoFactor(request, reply).catch(() => {})
        return who(request)
      })
    }
  })
  refused(t, await (await login('carol')).get('/late'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('disabling in a request leaves its user named with the method of now', async t => {
  const { enroll, code } = await createApplication({
    extend: app => { app.post<{ Body: { code: string } }>('/off', { onRequest: requireSignIn }, async request => { await request.twoFactor.disable(request.body); return who(request) }) }
  })
  const { client: browser, secret } = await enroll('alice')
  t.strictSame((await browser.post('/off', { code: code(secret) })).body, { userId: 'alice', method: 'none' })
})

t.test('a session without a sign-in is refused even by an operation that would admit anonymous ones', async t => {
  const { client } = await createApplication({ extend: app => { app.get('/anonymous', async request => await request[kVisit]!.require(['anonymous'])) } })
  refused(t, await client().get('/anonymous'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a check that finds nobody, or fails, takes the name away that a guard before it had found', async t => {
  let fail = false
  const { login, repository } = await createApplication({
    extend: app => {
      app.get('/revoked', { onRequest: requireSignIn }, async request => {
        await app.twoFactor.revokeSessions('carol')
        await request.twoFactor.check()
        return who(request)
      })
      app.get('/failing', { onRequest: requireSignIn }, async request => {
        fail = true
        await request.twoFactor.check().catch(() => {})
        return who(request)
      })
    }
  })
  const find = repository.findTwoFactor
  repository.findTwoFactor = async userId => {
    if (fail) throw new Error('down')
    return await find(userId)
  }
  refused(t, await (await login('carol')).get('/revoked'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
  refused(t, await (await login('carol')).get('/failing'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('the user of a request is read once, and is nobody where nobody is signed in', async t => {
  const repository = new TestRepository({ ...users })
  const { enroll, client } = await createApplication({
    userRepository: repository,
    extend: app => {
      app.get<{ Querystring: { asks?: 'always' | 'while-off' } }>('/user', async ({ query: { asks }, [kVisit]: visit }) => {
        if (asks !== undefined) await visit!.inspect({ asksUser: asks })
        return { name: (await visit!.user())?.accountName ?? 'nobody' }
      })
    }
  })
  const { client: browser } = await enroll('alice')
  for (const [url, reads] of [['/user', 1], ['/user?asks=always', 1], ['/user?asks=while-off', 1]] as const) {
    repository.count()
    t.strictSame((await browser.get(url)).body, { name: 'alice@example.com' }, url)
    t.equal(repository.count().users, reads, url)
  }
  repository.count()
  t.strictSame((await client().get('/user')).body, { name: 'nobody' })
  t.equal(repository.count().users, 0)
})

t.test('a user who is gone changes nothing with a session that was theirs', async t => {
  const repository = new TestRepository({ ...users })
  const { enroll, code } = await createApplication({ userRepository: repository })
  const { client: browser, secret } = await enroll('alice')
  delete repository.users['alice']
  refused(t, await browser.post('/two-factor/recovery-codes', { code: code(secret) }), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a complete sign-in whose end is missing in the session is none', async t => {
  const { login, store } = await createApplication()
  const browser = await login('carol')
  for (const [id, text] of store.sessions) {
    const { twoFactor: { endsAt: _, ...twoFactor }, ...session } = JSON.parse(text)
    store.sessions.set(id, JSON.stringify({ ...session, twoFactor }))
  }
  refused(t, await browser.get('/me'), 401, 'TWO_FACTOR_SIGN_IN_REQUIRED')
})

t.test('a sign-in that is complete goes to the home page of the application where nothing is known of where it was going', async t => {
  const { client, enroll, login, code } = await createApplication({ urls: { home: '/start' } })
  t.equal((await client().post('/login', { userId: 'carol' })).body.location, '/start')
  const { secret } = await enroll('alice')
  t.equal((await (await login('alice')).post('/two-factor/challenge', { code: code(secret) })).body.location, '/start')
})
