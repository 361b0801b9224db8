import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { enroll, startExample, type Example } from '../example-app/support.js'
import { databases, openRedis, urls } from './cluster/servers.js'
import { mariadb, ownDatabase, postgres } from './engines.js'

const engines = { postgres, mariadb }

/** Two processes of the example over one database, with sessions in Redis. */
async function startInstances (t: Test, databaseUrl: string): Promise<[Example, Example]> {
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: urls.redis }
  return await Promise.all([startExample(t, env), startExample(t, env)])
}

for (const name of databases) {
  t.test(`the example runs on ${name} with sessions in Redis, in two processes that start together`, { timeout: 600_000 }, async t => {
    const redis = await openRedis()
    t.teardown(() => { redis.destroy() })
    const [one, two] = await startInstances(t, await ownDatabase(t, name))

    const alice = one.browser()
    const elsewhere = two.browser(alice.cookies)
    t.match(await alice.post('/login', { username: 'Alice ', password: 'alice-password' }), { status: 200, body: { status: 'complete', method: 'none' } })
    const { authenticator, recoveryCodes } = await enroll(alice)
    t.equal(recoveryCodes.length, 10)
    t.match(await elsewhere.get('/me'), { status: 200, body: { userId: /^[0-9a-f-]{36}$/, username: 'alice', method: 'totp' } }, 'the other process knows the session')
    t.match(await elsewhere.post('/logout'), { status: 204 })
    t.match(await alice.get('/me'), { status: 401 }, 'and ended it')

    t.match(await elsewhere.post('/login', { username: 'alice', password: 'alice-password' }), { body: { status: 'challenge' } })
    t.match(await alice.get('/me'), { status: 403, body: { code: 'TWO_FACTOR_CHALLENGE_REQUIRED' } })
    const code = authenticator.code()
    t.match(await alice.post('/two-factor/challenge', { code, trustClient: true }), { status: 200, body: { method: 'totp' } })
    const stranger = await two.login('alice')
    t.match(await stranger.post('/two-factor/challenge', { code }), { status: 422, body: { code: 'TWO_FACTOR_INVALID_CODE' } }, 'a code works once over both')
    await alice.post('/logout')
    t.match(await elsewhere.post('/login', { username: 'alice', password: 'alice-password' }), { body: { status: 'complete', method: 'trusted-client' } })
    t.match(await alice.get('/accounts'), { status: 200 })

    const keys = [alice, stranger].map(({ cookies }) => `example-session:${decodeURIComponent(cookies.get('session')!).split('.')[0]!}`)
    t.equal(await redis.del(keys), keys.length, 'the sessions are in Redis')
    t.match(await alice.get('/me'), { status: 401 }, 'and nowhere else')
  })

  t.test(`on ${name} the names and ids of the example's users are compared byte by byte`, { timeout: 600_000 }, async t => {
    const { login, browser } = await startExample(t, { DATABASE_URL: await ownDatabase(t, name) })
    for (const username of ['álice', 'alicé', 'ａlïce']) t.match(await browser().post('/login', { username, password: 'alice-password' }), { status: 401 }, username)
    const admin = await login('admin')
    await enroll(admin)
    const { body: { users } } = await admin.get('/admin')
    t.strictSame(users.map(({ username }: { username: string }) => username), ['admin', 'alice', 'bob', 'carol', 'dave', 'erin'])
    const { id } = users.find(({ username }: { username: string }) => username === 'alice')
    for (const other of [id.toUpperCase(), `${id}%20`]) t.match(await admin.post(`/admin/users/${other}/two-factor/reset`), { status: 404, body: { code: 'TWO_FACTOR_NOT_FOUND' } }, other)
    t.match(await admin.post(`/admin/users/${id}/two-factor/reset`), { status: 200 })
    t.match(await admin.post('/password', { password: 'admin-password', newPassword: 'admin-has-another' }), { status: 200, body: { changed: true } })
    t.match(await browser().post('/login', { username: 'admin', password: 'admin-password' }), { status: 401 })
    t.match(await browser().post('/login', { username: 'admin', password: 'admin-has-another' }), { status: 200 })
  })
  t.test(`on ${name} a statement that hangs is ended by the example's time-outs and answered with 503`, { timeout: 600_000 }, async t => {
    const databaseUrl = await ownDatabase(t, name)
    const { login } = await startExample(t, { DATABASE_URL: databaseUrl })
    const alice = await login('alice')
    const db = await engines[name](t, { database: new URL(databaseUrl).pathname.slice(1) })
    await db.connection().execute(async connection => {
      const lock = { postgres: sql`begin; lock table two_factor`, mariadb: sql`lock tables two_factor write` }
      await lock[name].execute(connection)
      t.match(await alice.get('/me'), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
      const unlock = { postgres: sql`rollback`, mariadb: sql`unlock tables` }
      await unlock[name].execute(connection)
    })
    t.match(await alice.get('/me'), { status: 200 })
  })
}
