import { once } from 'node:events'
import { sql, type Kysely } from 'kysely'
import t from 'tap'
import { newSecret, oldSecret, applicationOver, authenticatorKey, rotating, sealUsers, sealedWith, userIds } from '../example-app/sealed-users.js'
import { runExample, spawnExample } from '../example-app/support.js'
import { databases } from './cluster/servers.js'
import { mariadb, ownDatabase, postgres } from './engines.js'

const engines = { postgres, mariadb }
const USERS = 250
/** In the second page of those that the script tells of. */
const HELD = 'user-150'

for (const name of databases) {
  t.test(`the script that seals every key anew may be killed in the middle and started again (${name})`, { timeout: 600_000 }, async t => {
    const databaseUrl = await ownDatabase(t, name)
    const db: Kysely<any> = await engines[name](t, { database: new URL(databaseUrl).pathname.slice(1) })
    await sealUsers(db, oldSecret, userIds(0, USERS))
    const env = { ...rotating, DATABASE_URL: databaseUrl }

    await db.transaction().execute(async transaction => {
      // the script waits at this user's row
      await sql`select * from two_factor where user_id = ${HELD} for update`.execute(transaction)
      const { child, ended } = spawnExample(env, 'reseal.js')
      await once(child.stdout!, 'data')
      while ((await sealedWith(db))[0]! < 150) await sql`select 1`.execute(db)
      child.kill('SIGKILL')
      t.match(await ended, { code: null, stdout: '100 of 250 users: 100 resealed, 0 failed\n' })
    })
    t.equal((await sealedWith(db)).length, 2, 'it was in the middle')

    // a server may still do what it was asked last
    t.match(await runExample(env, 'reseal.js'), { code: 0, stdout: /^250 of 250 users: (?:99|100) resealed, 0 failed$/m, stderr: '' })
    t.strictSame(await sealedWith(db), [USERS])
    const { signIn } = await applicationOver(db, newSecret)
    for (const userId of ['user-000', HELD, 'user-249']) t.match(await (await signIn(userId, authenticatorKey)).get('/me'), { status: 200 }, 'the old key is not needed any more')
  })
}
