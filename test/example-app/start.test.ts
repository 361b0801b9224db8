import SqliteFile from 'libsql'
import t from 'tap'
import { production, startExample } from './support.js'

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
  t.match(await browser().submit('/login', { username: 'alice', password: 'alice-password' }), { status: 503, body: /role="alert"[^>]*>This is not available right now/ })
})
