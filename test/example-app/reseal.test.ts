import { join } from 'node:path'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import SqliteFile from 'libsql'
import t from 'tap'
import { applicationOver, authenticatorKey, newSecret, oldSecret, otherSecret, rotating, sealUsers, sealedWith, userIds } from './sealed-users.js'
import { runExample } from './support.js'

t.test('the script goes on where it was interrupted, passes over a user whose key does not open, and fails until there is none', async t => {
  const file = join(t.testdir(), 'example.sqlite')
  const db = new Kysely<any>({ dialect: new SqliteDialect({ database: new SqliteFile(file) as unknown as SqliteDatabase }) })
  t.teardown(async () => { await db.destroy() })
  await sealUsers(db, newSecret, userIds(0, 50))
  await sealUsers(db, otherSecret, ['user-050'])
  await sealUsers(db, oldSecret, userIds(51, 151))
  const run = async (): ReturnType<typeof runExample> => await runExample({ ...rotating, SQLITE_FILE: file }, 'reseal.js')

  const first = await run()
  t.equal(first.stdout, '100 of 151 users: 49 resealed, 1 failed\n151 of 151 users: 100 resealed, 1 failed\n')
  t.match(first.stderr, /"type":"key-missing","userId":"user-050"[^]+^user-050: .*not available/m)
  t.equal(first.code, 1, 'the old key may not be removed yet')
  t.strictSame(await sealedWith(db), [150, 1])

  const before = await db.selectFrom('two_factor').selectAll().execute()
  t.match(await run(), { code: 1, stdout: /^151 of 151 users: 0 resealed, 1 failed$/m })
  t.strictSame(await db.selectFrom('two_factor').selectAll().execute(), before, 'a user who is done is not written again')

  await db.deleteFrom('two_factor').where('user_id', '=', 'user-050').execute()
  t.match(await run(), { code: 0, stdout: /^150 of 150 users: 0 resealed, 0 failed$/m, stderr: '' })

  const { signIn } = await applicationOver(db, newSecret)
  t.match(await (await signIn('user-150', authenticatorKey)).get('/me'), { status: 200, body: { method: 'totp' } }, 'the old key is not needed any more')
})

t.test('the script has nothing to do where nobody has two-factor authentication', async t => {
  t.match(await runExample({ ...rotating, SQLITE_FILE: join(t.testdir(), 'example.sqlite') }, 'reseal.js'), { code: 0, stdout: '0 of 0 users: 0 resealed, 0 failed\n', stderr: '' })
})

t.test('the script says what it needs, and fails where the database does', async t => {
  t.match(await runExample({ NODE_ENV: 'production' }, 'reseal.js'), { code: 1, stdout: '', stderr: /^TWO_FACTOR_SECRET must be/ })
  t.match(await runExample({ DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' }, 'reseal.js'), { code: 1, stdout: '', stderr: /ECONNREFUSED/ })
})
