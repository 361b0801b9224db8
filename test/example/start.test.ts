import SqliteFile from 'libsql'
import t from 'tap'
import { runExample, startExample, type Ended } from './support.js'

const TWO_FACTOR_SECRET = '5d1f0c3a9be84276a1f3c7d25e6b8094'
const SESSION_SECRET = '8f20b6d4e1c94a7f93d5e8a7c6b10342'
const production = { NODE_ENV: 'production', TWO_FACTOR_SECRET, SESSION_SECRET }

t.test('in production it does not start without secrets of its own', async t => {
  const run = async (secrets: Record<string, string>): Promise<Ended> => await runExample({ NODE_ENV: 'production', ...secrets })
  const [none, noTwoFactorSecret, noSessionSecret, demoSecret] = await Promise.all([
    run({}),
    run({ SESSION_SECRET }),
    run({ TWO_FACTOR_SECRET }),
    run({ TWO_FACTOR_SECRET, SESSION_SECRET: 'session secret of the example, for trying it out only' })
  ])
  t.match(none, { code: 1, stdout: '', stderr: /^TWO_FACTOR_SECRET must be a secret of at least 32 characters.*\n$/ })
  t.match(noTwoFactorSecret, { code: 1, stderr: /^TWO_FACTOR_SECRET must be a secret/ })
  t.match(noSessionSecret, { code: 1, stderr: /^SESSION_SECRET must be a secret/ })
  t.match(demoSecret, { code: 1, stderr: /^SESSION_SECRET must be a secret/ }, 'everybody knows the demo secrets')
})

t.test('it names a setting that is wrong', async t => {
  const [port, database] = await Promise.all([runExample({ PORT: 'http' }), runExample({ DATABASE_URL: 'oracle://localhost' })])
  t.match(port, { code: 1, stderr: /^PORT must be/ })
  t.match(database, { code: 1, stderr: /^DATABASE_URL must be/ })
})

t.test('in production it makes no demo users', async t => {
  const { browser } = await startExample(t, production)
  t.match(await browser().post('/login', { username: 'alice', password: 'alice-password' }), { status: 401 })
})

t.test('it names its demo users, ends when it is asked to, and goes on in production with the same database', async t => {
  const { login, sqliteFile, stop } = await startExample(t)
  const carol = await login('carol')
  await carol.post('/password', { password: 'carol-password', newPassword: 'carol-has-another' })
  const { code, stdout } = await stop()
  t.equal(code, 0)
  t.match(stdout, /^Example of fastify-two-factor at http:\/\/127\.0\.0\.1:\d+\nDemo users, each with the password <name>-password:$/m)

  const { browser } = await startExample(t, { ...production, SQLITE_FILE: sqliteFile })
  const overHttps = { 'x-forwarded-proto': 'https' }
  const again = browser()
  const { headers } = await again.post('/login', { username: 'carol', password: 'carol-has-another' }, overHttps)
  t.match(headers.getSetCookie(), [/^__Host-session=.+; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/])
  t.match(await again.send('/me', { headers: overHttps }), { status: 200, body: { username: 'carol' } })
})

t.test('a database that fails is answered with 503, and with nothing of what broke', async t => {
  const { browser, login, sqliteFile } = await startExample(t)
  const alice = await login('alice')
  const database = new SqliteFile(sqliteFile)
  database.exec('alter table users rename to gone')
  database.close()
  const answer = await browser().post('/login', { username: 'alice', password: 'alice-password' })
  t.match(answer, { status: 503, body: { code: 'UNAVAILABLE' } })
  t.notMatch(JSON.stringify(answer.body), /users|sqlite| at /i)
  t.match(await alice.get('/me'), { status: 503, body: { code: 'TWO_FACTOR_UNAVAILABLE' } })
  t.match(await browser().submit('/login', { username: 'alice', password: 'alice-password' }), { status: 503, body: /role="alert">This is not available right now/ })
})
