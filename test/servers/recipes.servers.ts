import t, { type Test } from 'tap'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { postgresPool } from './engines.js'
import { pgUserRepository } from '../../example-app/recipes/pg-repository.js'
import { redisUserRepository } from '../../example-app/recipes/redis-repository.js'
import { freshName, openRedis } from './cluster/servers.js'
import { findUser, lookAlikes, madeEvent } from './store-suite.js'

for (const session of [[], ['default_transaction_isolation=serializable']]) {
  t.test(`the check finds no fault in the recipe of a repository by pg (${session.join() || 'as it is'})`, async t => {
    const schema = freshName()
    const admin = await postgresPool(t)
    await admin.query(`create schema ${schema}`)
    t.teardown(async () => { await admin.query(`drop schema ${schema} cascade`) })
    const pool = await postgresPool(t, { session: [`search_path=${schema}`, ...session] })
    await pool.query('create table users (id text primary key, email text not null, role text not null)')
    for (const userId of lookAlikes) await pool.query('insert into users values ($1, $2, $3)', [userId, `${userId.trim()}@example.com`, userId === 'aB3x' ? 'accountant' : 'clerk'])
    await pool.query('create table two_factor (user_id text primary key, record text not null, enabled boolean not null, revision bigint not null)')
    await pool.query('create table two_factor_events (position bigserial primary key, user_id text not null, event json not null)')
    const repository = {
      ...pgUserRepository(pool),
      findEvents: async (userId: string) => (await pool.query('select event from two_factor_events where user_id = $1 order by position', [userId])).rows.map(({ event }) => event as object)
    }
    t.strictSame(await repository.findUser('aB3x'), { accountName: 'aB3x@example.com', twoFactor: 'required' })
    await t.resolves(checkUserRepository(repository, ...lookAlikes))
    await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
  })
}

/** A prefix whose keys go with the test. */
async function redisWithPrefix (t: Test): Promise<{ client: Awaited<ReturnType<typeof openRedis>>, prefix: string }> {
  const client = await openRedis()
  const prefix = `${freshName()}:`
  t.teardown(async () => {
    await client.del([...lookAlikes.map(userId => `${prefix}user:${userId}`), `${prefix}events`])
    await client.close()
  })
  return { client, prefix }
}

t.test('a save on Redis whose events cannot be written rejects, and leaves the row as it was', async t => {
  const { client, prefix } = await redisWithPrefix(t)
  const { saveTwoFactor, findTwoFactor } = redisUserRepository(client, findUser, prefix)
  const row = { record: '{}', enabled: false, revision: 1 }
  await saveTwoFactor('aB3x', row, undefined, [])
  await client.set(`${prefix}events`, 'not a stream')
  await t.rejects(saveTwoFactor('aB3x', { ...row, revision: 2 }, 1, [madeEvent('one')]), { message: /WRONGTYPE/ })
  await t.rejects(saveTwoFactor('AB3X', { ...row, revision: 2 }, undefined, [madeEvent('two')]), { message: /WRONGTYPE/ })
  t.strictSame(await findTwoFactor('aB3x'), row)
  t.equal(await findTwoFactor('AB3X'), undefined)
})

t.test('a save on Redis under whose user\'s key is something else rejects, and leaves no event', async t => {
  const { client, prefix } = await redisWithPrefix(t)
  await client.set(`${prefix}user:aB3x`, 'not a hash')
  await t.rejects(redisUserRepository(client, findUser, prefix).saveTwoFactor('aB3x', { record: '{}', enabled: false, revision: 1 }, undefined, [madeEvent('one')]), { message: /WRONGTYPE/ })
  t.equal(await client.exists(`${prefix}events`), 0)
})

t.test('the check finds no fault in the recipe of a repository on Redis', async t => {
  const { client, prefix } = await redisWithPrefix(t)
  const repository = {
    ...redisUserRepository(client, findUser, prefix),
    findEvents: async (userId: string) => (await client.xRange(`${prefix}events`, '-', '+') ?? [])
      .map(({ message: { event } }) => JSON.parse(event!) as { userId: string })
      .filter(event => event.userId === userId)
  }
  await t.resolves(checkUserRepository(repository, ...lookAlikes))
  await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
})
