import t from 'tap'
import { checkUserRepository } from '../../lib/repositories/conformance.js'
import { postgresPool } from './engines.js'
import { pgUserRepository } from '../../example-app/recipes/pg-repository.js'
import { redisUserRepository } from '../../example-app/recipes/redis-repository.js'
import { freshName, openRedis } from './cluster/servers.js'
import { findUser, lookAlikes } from './store-suite.js'

t.test('the check finds no fault in the recipe of a repository by pg', async t => {
  const schema = freshName()
  const admin = await postgresPool(t)
  await admin.query(`create schema ${schema}`)
  t.teardown(async () => { await admin.query(`drop schema ${schema} cascade`) })
  const pool = await postgresPool(t, { session: [`search_path=${schema}`] })
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

t.test('the check finds no fault in the recipe of a repository on Redis', async t => {
  const client = await openRedis()
  const prefix = `${freshName()}:`
  t.teardown(async () => {
    await client.del([...lookAlikes.map(userId => `${prefix}user:${userId}`), `${prefix}events`])
    await client.close()
  })
  const repository = {
    ...redisUserRepository(client, findUser, prefix),
    findEvents: async (userId: string) => (await client.xRange(`${prefix}events`, '-', '+') ?? [])
      .map(({ message: { event } }) => JSON.parse(event!) as { userId: string })
      .filter(event => event.userId === userId)
  }
  await t.resolves(checkUserRepository(repository, ...lookAlikes))
  await t.resolves(checkUserRepository(repository, ...lookAlikes), 'again, over what is there')
})
