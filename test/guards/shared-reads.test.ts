import t from 'tap'
import { requireSignIn, requireStepUp, requireTwoFactor } from '../../lib/index.js'
import { kVisit } from '../../lib/session/visit.js'
import { createApplication, type TestApplication, users } from '../support/application.js'
import { TestRepository } from '../support/test-repository.js'

const guards = [requireSignIn, requireTwoFactor, requireStepUp({ maxAgeSeconds: 120 })]

async function withGuards (extend: (application: { app: TestApplication['app'] }) => void): Promise<TestApplication & { observed: TestRepository }> {
  const observed = new TestRepository(users)
  const application = await createApplication({ userRepository: observed, extend: app => { extend({ app }) } })
  return { ...application, observed }
}

t.test('the guards of one request share a read of the row, and of the user where the policy is asked', async t => {
  const { enroll, login, observed } = await withGuards(({ app }) => {
    app.get('/stacked', { onRequest: guards, preHandler: guards }, async request => request.twoFactor.userId)
    app.get('/twice', { onRequest: [requireSignIn, requireSignIn] }, async request => request.twoFactor.userId)
  })
  const { client: browser } = await enroll('alice')
  observed.count()
  t.equal((await browser.get('/stacked')).status, 200)
  t.strictSame(observed.count(), { rows: 1, users: 0, writes: 0 })
  const bob = await login('bob')
  observed.count()
  t.equal((await bob.get('/twice')).status, 200)
  t.strictSame(observed.count(), { rows: 1, users: 1, writes: 0 })
})

t.test('what needs the user does not share the read of a guard that did not ask for them', async t => {
  const found: unknown[] = []
  const { enroll, observed } = await withGuards(({ app }) => {
    app.get('/user', { onRequest: requireSignIn }, async request => {
      for (const asksUser of ['while-off', 'always', 'always'] as const) found.push((await request[kVisit]!.inspect({ asksUser, shared: true })).user?.accountName)
    })
  })
  const { client: browser } = await enroll('alice')
  observed.count()
  await browser.get('/user')
  t.strictSame(found, [undefined, 'alice@example.com', 'alice@example.com'])
  t.strictSame(observed.count(), { rows: 2, users: 1, writes: 0 })
})

t.test('three guards and a check are two reads: what an application asks is read anew', async t => {
  const { enroll, observed } = await withGuards(({ app }) => {
    app.get('/checked', { onRequest: guards }, async request => await request.twoFactor.check())
  })
  const { client: browser } = await enroll('alice')
  observed.count()
  t.equal((await browser.get('/checked')).body.status, 'complete')
  t.strictSame(observed.count(), { rows: 2, users: 0, writes: 0 })
})

t.test('a read is shared for a second, and not longer', async t => {
  let later = 0
  const start = performance.now()
  t.intercept(performance, 'now', { value: () => start + later })
  const { enroll, observed } = await withGuards(({ app }) => {
    app.get('/slow', { onRequest: [requireSignIn, async () => { later += 999 }, requireSignIn] }, async request => request.twoFactor.userId)
    app.get('/slower', { onRequest: [requireSignIn, async () => { later += 1001 }, requireSignIn] }, async request => request.twoFactor.userId)
  })
  const { client: browser } = await enroll('alice')
  observed.count()
  await browser.get('/slow')
  t.equal(observed.count().rows, 1)
  await browser.get('/slower')
  t.equal(observed.count().rows, 2)
})

t.test('whatever changes the record in between is seen by the next guard', async t => {
  const changing = async (): ReturnType<typeof withGuards> => await withGuards(({ app }) => {
    app.get('/revoked', { onRequest: [requireSignIn, async () => { await app.twoFactor.revokeSessions('alice') }, requireSignIn] }, async () => 'in')
    app.get('/reset', { onRequest: [requireTwoFactor, async () => { await app.twoFactor.reset('alice') }, requireTwoFactor] }, async () => 'in')
    app.get('/out', { onRequest: [requireSignIn, async request => { await request.twoFactor.signOut() }, requireSignIn] }, async () => 'in')
  })
  for (const path of ['/revoked', '/reset', '/out']) {
    const { client: browser } = await (await changing()).enroll('alice')
    t.equal((await browser.get(path)).status, 401, path)
  }
})

t.test('a session that is another in between is judged by what it is', async t => {
  const { enroll, login } = await withGuards(({ app }) => {
    app.get('/other', { onRequest: [requireSignIn, async request => { await request.twoFactor.signIn('bob') }, requireSignIn] }, async request => request.twoFactor.userId)
    app.get('/planted', { onRequest: [requireSignIn, async request => { Object.assign(request.session, { twoFactor: { ...request.session.get('twoFactor' as never) as object, id: 'planted', stamp: 'planted' } }) }, requireSignIn] }, async () => 'in')
    app.get('/emptied', { onRequest: [requireSignIn, async request => { Object.assign(request.session, { twoFactor: undefined }) }, requireSignIn] }, async () => 'in')
    app.get('/renewed', { onRequest: [requireSignIn, async request => { await request.session.regenerate() }, requireSignIn] }, async () => 'in')
  })
  const { client: alice } = await enroll('alice')
  t.equal((await alice.get('/other')).body, 'bob')
  for (const path of ['/planted', '/emptied', '/renewed']) t.equal((await (await login('carol')).get(path)).status, 401, path)
})

t.test('the age of a step-up is reckoned with the time of now, though the read is shared', async t => {
  const { enroll, clock } = await withGuards(({ app }) => {
    app.get('/aged', { onRequest: [requireSignIn, async () => { clock.now += 121_000 }, requireStepUp({ maxAgeSeconds: 120 })] }, async () => 'in')
  })
  const { client: browser } = await enroll('alice')
  t.equal((await browser.get('/aged')).status, 403)
})

t.test('a request reads for itself: nothing is shared with another', async t => {
  const { enroll, observed } = await withGuards(() => {})
  const { client: browser } = await enroll('alice')
  observed.count()
  await Promise.all([browser.get('/me'), browser.get('/me'), browser.get('/me')])
  t.equal(observed.count().rows, 3)
})
